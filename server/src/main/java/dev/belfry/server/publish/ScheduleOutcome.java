package dev.belfry.server.publish;

import dev.belfry.protocol.ScheduleReply;

/// What came of a publish for later.
public sealed interface ScheduleOutcome {
  /// It will appear.
  record Scheduled(ScheduleReply reply) implements ScheduleOutcome {}

  /// It was settled at once: published, since its time is not to come, or under its idempotency key
  /// before; or refused.
  record Settled(PublishOutcome outcome) implements ScheduleOutcome {}
}
