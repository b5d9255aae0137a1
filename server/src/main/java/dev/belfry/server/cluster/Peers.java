package dev.belfry.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The nodes that the engine names, and those that it does not name just now but that may still be
/// there. After an outage or in a new life of the engine each node has to say anew that it is
/// there, and gets the time of a lease to do so. Owned by the loop of the cluster.
final class Peers {
  private final long leaseNanos;
  private final long keptNanos;
  private final Map<String, NodeState> nodes = new HashMap<>();
  private String life = "";

  /// When the engine last named the nodes; until then nobody is known.
  private long namedNanos;

  /// Until when nodes stay that it does not name.
  private long patientUntilNanos;

  /// @param lease of a row
  /// @param kept how long nodes are taken to be there while the engine does not answer
  Peers(Duration lease, Duration kept, long nowNanos) {
    this.leaseNanos = lease.toNanos();
    this.keptNanos = kept.toNanos();
    this.namedNanos = nowNanos;
    this.patientUntilNanos = nowNanos;
  }

  /// The engine names those whose lease lasts.
  void named(RollCall roll, long nowNanos) {
    if (!roll.life().equals(life) || nowNanos - namedNanos > leaseNanos / 2) {
      life = roll.life();
      patientUntilNanos = nowNanos + leaseNanos;
    }
    namedNanos = nowNanos;
    if (nowNanos - patientUntilNanos >= 0) {
      nodes.keySet().retainAll(roll.rows().keySet());
    }
    roll.rows().forEach((id, row) -> NodeState.read(row).ifPresent(state -> nodes.put(id, state)));
  }

  /// The engine has not answered. Returns whether the others have to be given up now.
  boolean unanswered(String own, long nowNanos) {
    if (nowNanos - namedNanos < keptNanos) {
      return false;
    }
    return nodes.keySet().removeIf(id -> !id.equals(own));
  }

  /// A node has said that it leaves.
  void left(String id) {
    nodes.remove(id);
  }

  /// All of them in the order of their ids.
  NavigableMap<String, NodeState> all() {
    return new TreeMap<>(nodes);
  }
}
