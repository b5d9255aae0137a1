package dev.belfry.server.store;

import dev.belfry.protocol.Position;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// The messages of one channel that lie outside of memory too, in the store that keeps them. Any
/// loop asks; `then` is called once, on `loop`, perhaps before the call returns, and always:
/// `Unavailable` says that the store can't be read now.
public interface OlderMessages {
  /// The offset of the last message that was trimmed, as far as is known here.
  long trimmedThrough();

  /// As `ChannelLog.read`, where the tail does not reach back.
  void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then);

  /// Finds where a reader begins that was given a position which names nothing here, as far as is
  /// known: one past the head, or of another epoch.
  default void after(Position position, Loop loop, Consumer<ChannelLog.Located> then) {
    long kept = trimmedThrough();
    then.accept(new ChannelLog.Start(kept, new Replay.Gap(null, kept)));
  }

  /// Finds where the newest `count` messages begin.
  void beforeLast(int count, Loop loop, Consumer<ChannelLog.Located> then);

  /// Finds where the messages begin that are no older than a time.
  void beforeTime(long timeMillis, Loop loop, Consumer<ChannelLog.Located> then);
}
