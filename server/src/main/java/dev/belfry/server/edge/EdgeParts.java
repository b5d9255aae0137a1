package dev.belfry.server.edge;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.presence.Presences;
import dev.belfry.server.publish.Scheduler;

/// The rooms behind the edge that its endpoints talk to.
public record EdgeParts(
    Logs logs, ChannelPolicies policies, Scheduler scheduler, Presences presences) {}
