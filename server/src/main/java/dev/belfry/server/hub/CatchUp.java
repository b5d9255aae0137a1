package dev.belfry.server.hub;

import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Frame;
import org.jspecify.annotations.Nullable;

/// What a subscriber that is behind gets next.
public sealed interface CatchUp {
  /// Messages of the log, which reach up to an offset.
  ///
  /// @param frame lent for the call that hands it over; null where none of the messages is for this
  ///   subscriber
  record Run(@Nullable Frame frame, long through) implements CatchUp {}

  /// Messages that the log no longer has.
  record Missed(Replay.Gap gap) implements CatchUp {}

  /// Nothing is left: it is live.
  record Live() implements CatchUp {}

  /// The log can't be read now; what it has is not lost.
  record NotNow(Unavailable why) implements CatchUp {}
}
