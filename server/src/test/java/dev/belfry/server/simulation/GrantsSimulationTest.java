package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.inbox.AbsentInboxes;
import dev.belfry.server.inbox.InboxLoops;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.PageBounds;
import dev.belfry.server.presence.PresenceBounds;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.ProgramPublisher;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.IncomingBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.runtime.Tracing;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionContext;
import dev.belfry.server.session.SubscriptionShares;
import dev.belfry.server.session.TestLimits;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Sessions of a user whose grants, token and channels' rules change all the time.
class GrantsSimulationTest {
  private static final int SEEDS = 1_000;
  private static final int STEPS = 150;

  /// One run, from its seed.
  private static final class Run {
    private final SimulatedLoops loops;
    private final SplittableRandom random;
    private final ChangingIdentities identities;
    private final Publisher publisher;
    private final List<SessionContext> contexts = new ArrayList<>();
    private final List<FramedContext> framed = new ArrayList<>();
    private final List<GrantedClient> clients = new ArrayList<>();
    private final Map<ChannelName, NavigableMap<Long, String>> published = new HashMap<>();
    private final boolean reviewed;
    private int sent;

    Run(long seed, boolean reviewed) {
      this.reviewed = reviewed;
      loops = new SimulatedLoops(2, seed);
      random = new SplittableRandom(seed);
      identities = new ChangingIdentities(loops, seed);
      ChangingIdentities.CHANNELS.forEach(channel -> published.put(channel, new TreeMap<>()));
      ChannelPolicies policies = ChangingIdentities.policies(List.of());
      MemoryBounds bounds = new MemoryBounds(1 << 28, 1_000, Duration.ofHours(24));
      MemoryLogs logs = new MemoryLogs(loops.loops(), policies, bounds, "e", loops, random);
      publisher = new Publisher(identities::permissions, policies, logs, 1 << 16);
      Presences presences =
          new Presences(
              loops.loops(), policies, new PresenceBounds(10, Duration.ofSeconds(1)), loops);
      InboxLoops inboxes = new InboxLoops(new AbsentInboxes("none"), loops.loops(), loops, 1 << 20);
      for (SimulatedLoop loop : loops.loops()) {
        ByteBudget outboxes = new ByteBudget(1 << 28);
        contexts.add(contextOf(new Hub(loop, logs), outboxes));
        framed.add(
            new FramedContext(
                policies,
                new HistoryReader(logs, loop, PageBounds.LARGEST, outboxes),
                new Scheduler(identities::permissions, publisher, logs, loops),
                presences.on(loop),
                inboxes.on(loop),
                256,
                1_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(25)));
      }
    }

    private SessionContext contextOf(Hub hub, ByteBudget outboxes) {
      return new SessionContext(
          hub,
          publisher,
          new ProgramPublisher(publisher, loops.loops(), 1 << 20),
          new SessionBounds(1 << 20, 1 << 20, 64, 1 << 20, 64),
          new SubscriptionShares(Long.MAX_VALUE),
          TestLimits.NONE,
          outboxes,
          new IncomingBudget(1 << 28),
          identities,
          loops,
          () -> new Ulid(random.nextLong(), random.nextLong()),
          Tracing.NONE);
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        step();
        note();
        loops.pass(Duration.ofMillis(random.nextInt(300)));
        note();
      }
      loops.pass(Duration.ofSeconds(1));
      note();
      loops.pass(Duration.ofSeconds(4));
      note();
      clients.forEach(GrantedClient::verify);
    }

    private void note() {
      identities.note();
      clients.forEach(GrantedClient::note);
    }

    private void step() {
      switch (random.nextInt(6)) {
        case 0 -> identities.change();
        case 1, 2, 3 -> publish();
        case 4 -> any(GrantedClient::refresh, 4);
        default ->
            any(client -> client.subscribe(ChangingIdentities.CHANNELS.get(random.nextInt(3))), 1);
      }
      clients.removeIf(client -> !client.open());
      if (clients.size() < 3) {
        connect();
      }
    }

    private void any(Consumer<GrantedClient> act, int oneIn) {
      if (!clients.isEmpty() && random.nextInt(oneIn) == 0) {
        act.accept(clients.get(random.nextInt(clients.size())));
      }
    }

    private void connect() {
      int on = random.nextInt(2);
      GrantedClient client =
          new GrantedClient(
              contexts.get(on), framed.get(on), loops, identities, published, reviewed);
      clients.add(client);
      client.connect();
      ChangingIdentities.CHANNELS.forEach(client::subscribe);
    }

    private void publish() {
      ChannelName channel = ChangingIdentities.CHANNELS.get(random.nextInt(3));
      String text = "m" + sent++;
      SimulatedLoop loop = loops.loops().get(random.nextInt(2));
      loops.enter(loop);
      Draft draft = Draft.of(text.getBytes(StandardCharsets.US_ASCII), Message.Kind.TEXT, null);
      publisher.publish(
          Principals.PROGRAM,
          channel,
          draft,
          loop,
          outcome ->
              published
                  .get(channel)
                  .put(((PublishOutcome.Accepted) outcome).reply().position().offset(), text));
    }
  }

  @Test
  void nothingIsHeardASecondAfterItIsForbiddenAndNothingThatIsAllowedIsLost() {
    for (int seed = 0; seed < SEEDS; seed++) {
      try {
        new Run(seed, true).play();
      } catch (Violation violation) {
        throw violation.within("seed " + seed + ": ", "");
      }
    }
  }

  @Test
  void aSessionThatIsNotLookedAtIsFound() {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < SEEDS; seed++) {
                new Run(seed, false).play();
              }
            })
        .isInstanceOfSatisfying(
            Violation.class, found -> assertThat(found.breach()).isEqualTo(Breach.FORBIDDEN_HEARD));
  }
}
