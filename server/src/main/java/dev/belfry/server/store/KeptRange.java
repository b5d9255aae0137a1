package dev.belfry.server.store;

import dev.belfry.server.log.ChannelLog.Start;
import dev.belfry.server.log.Replay;

/// The offsets that a log keeps at one moment, and what a cursor outside of them has missed.
///
/// @param base offsets up to here were never known: what was missed before can't be counted
/// @param trimmedThrough the last offset that was trimmed
/// @param through the last offset that may be read
record KeptRange(long base, long trimmedThrough, long through) {
  /// Whether a reader at the cursor has missed nothing that it may read.
  boolean reaches(long cursor) {
    return cursor >= Math.min(trimmedThrough, through);
  }

  /// What a reader at the cursor has missed, which is something. Reading goes on no further than
  /// `through`: what lies past that is still to come to it.
  Replay.Gap gapAfter(long cursor) {
    long resume = Math.min(trimmedThrough, through);
    return new Replay.Gap(cursor >= base ? resume - cursor : null, resume);
  }

  /// The start of a reader that was given a cursor in this epoch.
  Start after(long cursor) {
    if (cursor > through) {
      return unknown();
    }
    if (reaches(cursor)) {
      return new Start(cursor, null);
    }
    Replay.Gap gap = gapAfter(cursor);
    return new Start(gap.resume(), gap);
  }

  /// The start of a reader whose cursor names nothing here: nobody knows what it has missed.
  Start unknown() {
    return new Start(trimmedThrough, new Replay.Gap(null, trimmedThrough));
  }

  /// The start of a reader that was given more than survived: after what did. Nobody knows what it
  /// has missed of what came in the place of the rest.
  Start again(long base) {
    long resume = Math.clamp(base, Math.min(trimmedThrough, through), through);
    return new Start(resume, new Replay.Gap(null, resume));
  }

  /// The start at the oldest message.
  Start earliest() {
    return new Start(trimmedThrough, null);
  }

  /// The start at a cursor that was found by looking; where there was nothing to find, at the
  /// oldest message.
  Start from(long cursor) {
    return new Start(Math.max(cursor, trimmedThrough), null);
  }
}
