package dev.belfry.server.publish;

import dev.belfry.server.channel.ChannelName;

/// What came of a publish for later.
public sealed interface ScheduleOutcome {
  /// It will appear.
  ///
  /// @param id the one that the message will have
  /// @param atMillis when, milliseconds since 1970
  record Scheduled(String id, ChannelName channel, long atMillis) implements ScheduleOutcome {}

  /// It was settled at once: published, since its time is not to come, or under its idempotency key
  /// before; or refused.
  record Settled(PublishOutcome outcome) implements ScheduleOutcome {}
}
