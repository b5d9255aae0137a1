package dev.belfry.client;

import java.time.Instant;

/// What came of a request to notify.
public sealed interface NotifyOutcome {
  /// It is in the inboxes.
  ///
  /// @param recipients to how many users it went
  record Delivered(String id, long recipients) implements NotifyOutcome {}

  /// It will be, at its time.
  record Scheduled(String id, Instant at) implements NotifyOutcome {}

  /// It is not taken.
  record Refused(Problem problem) implements NotifyOutcome {}
}
