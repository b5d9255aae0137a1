package dev.belfry.server.session;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
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
    Logs logs,
    Scheduler scheduler,
    LoopPresence presence,
    int subscriptionsMax,
    int historyPageMax,
    Duration connectWithin,
    Duration ping) {}
