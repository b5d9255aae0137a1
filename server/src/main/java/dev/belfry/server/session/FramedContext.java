package dev.belfry.server.session;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.inbox.LoopInboxes;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.publish.Scheduler;
import java.time.Duration;

/// What the framed sessions of one loop share, beside what all sessions do.
///
/// @param subscriptionsMax channels that one session may be subscribed to
/// @param historyPageMax messages in one page of history
/// @param connectWithin how long a client may take to say `connect`
/// @param ping after how long without anything else a client is pinged
public record FramedContext(
    ChannelPolicies policies,
    HistoryReader history,
    Scheduler scheduler,
    LoopPresence presence,
    LoopInboxes inboxes,
    int subscriptionsMax,
    int historyPageMax,
    Duration connectWithin,
    Duration ping) {

  /// Whether a channel tells who is present, or how many.
  boolean tellsPresence(ChannelName channel) {
    return policies.policyFor(channel).presence().told();
  }

  static String noPresence(ChannelName channel) {
    return "presence is not on for " + channel;
  }
}
