package dev.belfry.server.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a read of the log yields.
public sealed interface Replay permits Replay.Batch, Replay.CaughtUp, Replay.Gap, Unavailable {
  /// Messages in order of their offsets.
  ///
  /// @param messages may be empty: offsets without a message are holes, not gaps
  /// @param through the offset that this reaches; the cursor moves there
  record Batch(List<Message> messages, long through) implements Replay {}

  /// There is nothing past the cursor up to where the reader may read.
  record CaughtUp() implements Replay {}

  /// The log no longer has what comes after the cursor, or never had the cursor.
  ///
  /// @param missed how many offsets; null where it can't be known
  /// @param resume where reading goes on: after this offset
  record Gap(@Nullable Long missed, long resume) implements Replay {
    /// This gap and the one found where it resumes, told as one.
    public Gap and(Gap next) {
      Long first = missed;
      Long second = next.missed;
      return new Gap(first == null || second == null ? null : first + second, next.resume);
    }
  }
}
