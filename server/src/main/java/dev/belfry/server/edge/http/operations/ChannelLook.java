package dev.belfry.server.edge.http.operations;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Looks how channels stand: how many subscribe on each loop, and, one channel after another, what
/// is kept and who is present. After a while it is content with what it has. Owned by the loop that
/// looks.
final class ChannelLook {
  private static final Duration AT_MOST = Duration.ofSeconds(2);

  /// How one channel stands.
  ///
  /// @param kept empty where it is not known any more, or its store does not say
  /// @param present empty where the channel does not tell
  record Found(
      ChannelPolicy policy, int subscribers, Optional<KeptState> kept, OptionalInt present) {
    Found with(int more) {
      return new Found(policy, subscribers + more, kept, present);
    }

    /// Puts what the list shows of a channel into an object.
    void writeTo(ObjectNode object) {
      object.put("subscribers", subscribers);
      kept.ifPresent(state -> object.put("position", state.head().toString()));
      object.put("durable", policy.durable());
      present.ifPresent(count -> object.put("present", count));
    }
  }

  private final OperationsServices services;
  private final Loop loop;
  private final Iterator<ChannelName> rest;
  private final Consumer<Map<ChannelName, Found>> then;
  private final Map<ChannelName, Found> found = new LinkedHashMap<>();

  /// Loops that have yet to say who subscribes, and the look at the channels.
  private int awaited;

  private boolean answered;

  private ChannelLook(
      OperationsServices services,
      Loop loop,
      List<ChannelName> channels,
      Consumer<Map<ChannelName, Found>> then) {
    this.services = services;
    this.loop = loop;
    this.rest = channels.iterator();
    this.then = then;
  }

  /// Begins to look. `then` is called once, on the loop, perhaps before this returns.
  static void at(
      List<ChannelName> channels,
      OperationsServices services,
      Loop loop,
      Consumer<Map<ChannelName, Found>> then) {
    ChannelLook look = new ChannelLook(services, loop, channels, then);
    channels.forEach(name ->
        look.found.put(
            name,
            new Found(
                services.policies().policyFor(name), 0, Optional.empty(), OptionalInt.empty())));
    loop.schedule(AT_MOST, look::answer);
    look.awaited = services.hubs().size() + 1;
    services.hubs().forEach(hub -> hub.loop().run(() -> look.count(hub, channels)));
    look.next();
  }

  /// On the hub's loop.
  private void count(Hub hub, List<ChannelName> channels) {
    Map<ChannelName, Integer> here = new HashMap<>();
    channels.forEach(name -> here.put(name, hub.subscriptionsOf(name)));
    loop.run(() -> {
      here.forEach((name, count) -> found.computeIfPresent(name, (_, one) -> one.with(count)));
      done();
    });
  }

  private void done() {
    if (--awaited == 0) {
      answer();
    }
  }

  private void put(ChannelName name, Optional<KeptState> kept, OptionalInt present) {
    found.computeIfPresent(name, (_, one) -> new Found(one.policy, one.subscribers, kept, present));
  }

  private void next() {
    if (answered) {
      return;
    }
    if (!rest.hasNext()) {
      done();
      return;
    }
    ChannelName name = rest.next();
    services.logs().known().look(name, loop, kept -> kept(name, kept));
  }

  private void kept(ChannelName name, Optional<KeptState> kept) {
    put(name, kept, OptionalInt.empty());
    if (services.policies().policyFor(name).presence().told()) {
      services
          .presence()
          .read(
              name,
              present -> {
                put(name, kept, OptionalInt.of(present.count()));
                loop.execute(this::next);
              });
    } else {
      loop.execute(this::next);
    }
  }

  private void answer() {
    if (!answered) {
      answered = true;
      then.accept(found);
    }
  }
}
