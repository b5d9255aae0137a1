package dev.belfry.client;

import dev.belfry.protocol.ScheduleReply;

/// How a publish for later ended when the server answered: as any publish where its time was past,
/// or its key had been used before.
public sealed interface ScheduleOutcome permits ScheduleOutcome.Scheduled, PublishOutcome {

  /// The message is kept until its time, and will appear then.
  record Scheduled(ScheduleReply reply) implements ScheduleOutcome {}
}
