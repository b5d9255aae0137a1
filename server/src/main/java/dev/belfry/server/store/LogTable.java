package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.runtime.Loop;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/// The logs of one owner by their channels. The owner alone writes; any thread may look who is
/// there.
///
/// @param <L> a log
public final class LogTable<L> {
  private final ConcurrentHashMap<ChannelName, L> logs = new ConcurrentHashMap<>();

  public ConcurrentHashMap<ChannelName, L> logs() {
    return logs;
  }

  /// What others may see.
  ///
  /// @param owner runs a task where the logs may be read
  /// @param state of one log; empty where it is not known yet
  public KnownChannels seen(Consumer<Runnable> owner, Function<L, Optional<KeptState>> state) {
    return new KnownChannels() {
      @Override
      public long count() {
        long probes = logs.containsKey(ProbeChannel.MEMORY) ? 1 : 0;
        return logs.mappingCount() - probes - (logs.containsKey(ProbeChannel.DURABLE) ? 1 : 0);
      }

      @Override
      public void forEach(Consumer<ChannelName> then) {
        logs.keySet().stream().filter(name -> !ProbeChannel.is(name)).forEach(then);
      }

      @Override
      public void look(ChannelName channel, Loop caller, Consumer<Optional<KeptState>> then) {
        owner.accept(() -> {
          Optional<KeptState> found = Optional.ofNullable(logs.get(channel)).flatMap(state);
          caller.run(() -> then.accept(found));
        });
      }
    };
  }
}
