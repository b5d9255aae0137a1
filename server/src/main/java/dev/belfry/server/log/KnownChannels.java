package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.Optional;
import java.util.function.Consumer;

/// The channels that a store has in mind on this node: those that somebody listens to, and those
/// whose messages lie in memory. A store on disk has others, which it reads when they are named.
/// Any thread asks.
public interface KnownChannels {
  /// None at all.
  KnownChannels NONE =
      new KnownChannels() {
        @Override
        public long count() {
          return 0;
        }

        @Override
        public void forEach(Consumer<ChannelName> then) {}

        @Override
        public void look(ChannelName channel, Loop caller, Consumer<Optional<KeptState>> then) {
          then.accept(Optional.empty());
        }
      };

  /// How many there are, about.
  long count();

  /// Shows each, in no order, on the calling thread. Those that come or go meanwhile may be left
  /// out.
  void forEach(Consumer<ChannelName> then);

  /// Looks how one stands; empty where it is not known, or its store has yet to say. `then` is
  /// called once, on `caller`, perhaps before this returns.
  void look(ChannelName channel, Loop caller, Consumer<Optional<KeptState>> then);
}
