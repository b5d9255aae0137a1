package dev.belfry.server.edge.http.operations;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.Logs;
import dev.belfry.server.metrics.Metrics;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.NodeFigures;
import java.util.List;
import java.util.function.IntSupplier;

/// What the figures of a node are read from.
///
/// @param hubs of all loops
/// @param connections open now, of every kind
/// @param users that are connected now
public record OperationsServices(
    NodeFigures figures,
    Metrics metrics,
    Logs logs,
    List<Hub> hubs,
    ChannelPolicies policies,
    LoopPresence presence,
    Cluster cluster,
    IntSupplier connections,
    IntSupplier users,
    Clock clock) {
  public OperationsServices {
    hubs = List.copyOf(hubs);
  }
}
