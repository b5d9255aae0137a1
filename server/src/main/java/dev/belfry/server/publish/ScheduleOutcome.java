package dev.belfry.server.publish;

import dev.belfry.protocol.ScheduleReply;

/// What came of a publish for later.
public sealed interface ScheduleOutcome {
  /// It will appear.
  record Scheduled(ScheduleReply reply) implements ScheduleOutcome {}

  /// It was settled at once: published, since its time is not to come, or under its idempotency key
  /// before; or refused.
  record Settled(PublishOutcome outcome) implements ScheduleOutcome {}

  /// It in a word.
  default String word() {
    return this instanceof Settled(PublishOutcome outcome) ? outcome.word() : "scheduled";
  }

  /// Whether the server could not do it, for no fault of the publisher.
  default boolean failed() {
    return this instanceof Settled(PublishOutcome outcome) && outcome.failed();
  }
}
