package dev.belfry.server.cluster;

import java.util.Map;

/// The nodes as one of them knows them.
///
/// @param own id of the node that looks
/// @param nodes that are there, itself among them, by their ids in the order of these
/// @param current whether the engine has said so of late; otherwise this is what it said last
/// @param knownMillis when it said so, by this node's clock
public record ClusterView(
    String own, Map<String, NodeState> nodes, boolean current, long knownMillis) {}
