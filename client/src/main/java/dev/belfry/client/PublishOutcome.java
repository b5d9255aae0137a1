package dev.belfry.client;

import dev.belfry.protocol.PublishReply;

/// How a publish ended when the server answered. No answer is an `IOException`.
public sealed interface PublishOutcome extends ScheduleOutcome {

  /// The message is kept as its channel's policy demands.
  record Published(PublishReply reply) implements PublishOutcome {}

  /// The server didn't take the message.
  record Refused(Problem problem) implements PublishOutcome {}
}
