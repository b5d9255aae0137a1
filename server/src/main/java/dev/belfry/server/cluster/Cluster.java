package dev.belfry.server.cluster;

import java.util.function.Consumer;

/// The nodes that serve one system together, as one of them sees it. Any thread.
public interface Cluster {
  /// The id of this node. It is made when the process starts, so no other run ever has it.
  String id();

  /// Who is there now.
  ClusterView view();

  /// Gives all other nodes a hint. It may be lost: what it is about has to be found without it too,
  /// if later.
  void tell(String subject, String text);

  /// Registers one that hears hints of a subject that other nodes give, on the loop of the cluster.
  /// To be called before the node serves.
  void hear(String subject, HintListener listener);

  /// Registers one that hears that what this node keeps with the engine for its lease may be lost,
  /// since the lease was, or the engine begins a new life, or the node has just begun. It hears so
  /// before the node is there again for others, on the loop of the cluster. To be called before the
  /// node serves.
  void atNewLease(Runnable listener);

  /// Registers one that hears of each answer about who is there, on the loop of the cluster. To be
  /// called before the node serves.
  void atRollCall(Consumer<ClusterView> listener);
}
