package dev.belfry.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The nodes that the engine names, and those that it does not name just now but that may still be
/// there. After an outage or in a new life of the engine each node has to say anew that it is
/// there, and gets the time of a lease to do so. Owned by the loop of the cluster.
final class Peers {
  private final long leaseNanos;
  private final long keptNanos;
  private final long unnamedNanos;
  private final Map<String, NodeState> nodes = new HashMap<>();
  private final Map<String, Long> lastNamedNanos = new HashMap<>();
  private String life = "";
  private Set<String> named = Set.of();

  /// When the engine last named the nodes; until then nobody is known.
  private long namedNanos;

  /// Whether it has not answered since.
  private boolean unanswered;

  /// Until when nodes stay that it does not name.
  private long patientUntilNanos;

  /// @param lease of a row
  /// @param kept how long nodes are taken to be there while the engine does not answer
  /// @param unnamed how long a node is that the engine does not name, at most
  Peers(Duration lease, Duration kept, Duration unnamed, long nowNanos) {
    this.unnamedNanos = unnamed.toNanos();
    this.leaseNanos = lease.toNanos();
    this.keptNanos = kept.toNanos();
    this.namedNanos = nowNanos;
    this.patientUntilNanos = nowNanos;
  }

  /// The engine names those whose lease lasts. Where it was away before that, the leases of all may
  /// be over; a node that has itself stood still knows by this who has gone meanwhile.
  void named(RollCall roll, long askedNanos, long nowNanos) {
    boolean wasAway = unanswered || nowNanos - askedNanos > leaseNanos / 4;
    unanswered = false;
    if (!roll.life().equals(life) || wasAway) {
      life = roll.life();
      patientUntilNanos = nowNanos + leaseNanos;
    }
    namedNanos = nowNanos;
    named = roll.rows().keySet();
    roll.rows().forEach((id, row) -> NodeState.read(row).ifPresent(state -> nodes.put(id, state)));
    named.forEach(id -> lastNamedNanos.put(id, nowNanos));
    boolean patient = nowNanos - patientUntilNanos < 0;
    nodes.keySet().removeIf(id -> !named.contains(id) && !(patient && recent(id, nowNanos)));
    lastNamedNanos.keySet().retainAll(nodes.keySet());
  }

  private boolean recent(String id, long nowNanos) {
    Long last = lastNamedNanos.get(id);
    return last != null && nowNanos - last < unnamedNanos;
  }

  /// The engine has not answered. Returns whether the others have to be given up now.
  boolean unanswered(String own, long nowNanos) {
    unanswered = true;
    if (nowNanos - namedNanos < keptNanos) {
      return false;
    }
    return nodes.keySet().removeIf(id -> !id.equals(own));
  }

  /// A node has said that it leaves.
  void left(String id) {
    nodes.remove(id);
  }

  /// Those that the engine named last.
  Set<String> named() {
    return named;
  }

  /// During which it did.
  String life() {
    return life;
  }

  /// All of them in the order of their ids.
  NavigableMap<String, NodeState> all() {
    return new TreeMap<>(nodes);
  }
}
