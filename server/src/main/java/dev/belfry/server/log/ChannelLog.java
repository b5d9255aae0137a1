package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One channel's log in one epoch, as its readers see it from any loop. Writing is its owner's
/// alone. Where a new epoch begins, another log takes its place (`HeadListener.renewed`).
public non-sealed interface ChannelLog extends Logs.Found {
  /// The epoch of all its offsets.
  String epoch();

  /// The offset here of what a position names; empty where it names nothing here. An offset past
  /// the head is possible.
  default OptionalLong offsetOf(Position position) {
    return position.epoch().equals(epoch())
        ? OptionalLong.of(position.offset())
        : OptionalLong.empty();
  }

  /// Where a reader of the log of the epoch before goes on in this one.
  ///
  /// @param reached up to where it has read
  default Start resume(Position reached) {
    OptionalLong offset = offsetOf(reached);
    return offset.isPresent()
        ? new Start(offset.getAsLong(), null)
        : new Start(head(), new Replay.Gap(null, head()));
  }

  /// The offset of the last message appended.
  long head();

  /// Whether the policy of this channel keeps history for those who come late.
  boolean recorded();

  /// Whether `read` may have to wait for a disk, where `tail` does not reach back far enough.
  default boolean onDisk() {
    return false;
  }

  /// Whether what is appended elsewhere has not been heard of here for so long that subscribers are
  /// better off on another node. Any thread.
  default boolean cutOff() {
    return false;
  }

  /// Reads from memory what lies past `after`, up to `through`, and stops once the data reaches
  /// `bytesMax`; at least one message where there is one. A `Gap` says that memory no longer
  /// reaches back that far. Always answered: what is in memory needs no store that works.
  Replay tail(long after, long through, int bytesMax);

  /// Reads as `tail` does, from all that is kept. A `Gap` leads no further than `through`: what
  /// lies past that is still to come to the reader, live. Calls `then` once, on `loop`, perhaps
  /// before this returns. `Unavailable` says that the store can't be read now, and nothing of what
  /// it has.
  void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then);

  /// Turns a wish into a cursor. Calls `then` once, on `loop`, perhaps before this returns.
  void locate(Since since, Loop loop, Consumer<Located> then);

  /// A listener has read on; what the owner held back for its sake may go ahead. Any loop.
  void progressed();

  /// What came of looking for a place to begin.
  sealed interface Located permits Start, Unavailable {}

  /// Where a reader begins: after `cursor`, having missed what `gap` says.
  record Start(long cursor, Replay.@Nullable Gap gap) implements Located {}
}
