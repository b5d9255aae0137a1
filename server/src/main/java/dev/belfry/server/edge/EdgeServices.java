package dev.belfry.server.edge;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.health.Health;
import dev.belfry.server.inbox.InboxLoops;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.Logs;
import dev.belfry.server.metrics.Metrics;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.NodeFigures;
import dev.belfry.server.runtime.Tracing;

/// The services of the rooms below that routes call.
public record EdgeServices(
    Logs logs,
    ChannelPolicies policies,
    Scheduler scheduler,
    Presences presences,
    Cluster cluster,
    Inboxes inboxes,
    InboxLoops watchedInboxes,
    NodeFigures figures,
    Metrics metrics,
    Health health,
    Tracing tracing) {}
