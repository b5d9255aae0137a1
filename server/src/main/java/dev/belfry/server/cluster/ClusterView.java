package dev.belfry.server.cluster;

import java.util.Map;
import java.util.Set;

/// The nodes as one of them knows them.
///
/// @param own id of the node that looks
/// @param nodes that are there, itself among them, by their ids in the order of these
/// @param named those of them whose leases last, as the engine said last; what the others have with
///   it may be lost
/// @param life of the engine during which it said so; empty before that
/// @param current whether the engine has said so of late; otherwise this is what it said last
/// @param knownMillis when it said so, by this node's clock
public record ClusterView(
    String own,
    Map<String, NodeState> nodes,
    Set<String> named,
    String life,
    boolean current,
    long knownMillis) {}
