package dev.belfry.server.edge.http.operations;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Loop;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Finds names among all channels that are known, however many they are, off the loops: there may
/// be millions. One look at a time for each loop that asks.
final class ChannelScan {
  private static final Comparator<ChannelName> BY_NAME = Comparator.comparing(ChannelName::text);

  private final Logs logs;
  private final AtomicBoolean looking = new AtomicBoolean();

  ChannelScan(Logs logs) {
    this.logs = logs;
  }

  /// Finds the first names in their order. False, and `then` is never called, where somebody looks
  /// already.
  ///
  /// @param then is called once, on `caller`
  boolean find(ChannelsQuery query, Loop caller, Consumer<List<ChannelName>> then) {
    if (!looking.compareAndSet(false, true)) {
      return false;
    }
    Thread.ofVirtual()
        .name("belfry-channels")
        .start(() -> {
          List<ChannelName> found = List.of();
          try {
            found = first(query);
          } finally {
            looking.set(false);
            List<ChannelName> all = found;
            caller.execute(() -> then.accept(all));
          }
        });
    return true;
  }

  /// One more than the page has, where there is one: so it is known whether another page follows.
  private List<ChannelName> first(ChannelsQuery query) {
    PriorityQueue<ChannelName> smallest = new PriorityQueue<>(BY_NAME.reversed());
    logs.known()
        .forEach(name -> {
          if (query.matches(name)) {
            smallest.add(name);
            if (smallest.size() > query.limit() + 1) {
              smallest.remove();
            }
          }
        });
    return smallest.stream().sorted(BY_NAME).toList();
  }
}
