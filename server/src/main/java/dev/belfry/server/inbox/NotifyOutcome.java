package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;

/// What came of a notification.
public sealed interface NotifyOutcome {
  /// It is in the feeds; the same for the second of two with the same key and content.
  ///
  /// @param recipients how many users it went to
  record Delivered(Ulid id, long recipients) implements NotifyOutcome {}

  /// It will be, at its time.
  record Scheduled(Ulid id, long atMillis) implements NotifyOutcome {}

  /// The key was used before with other content.
  record Conflict() implements NotifyOutcome {}

  /// So much is scheduled already that there is no room.
  record ScheduleFull() implements NotifyOutcome {}
}
