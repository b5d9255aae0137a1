package dev.belfry.server.store.postgresql;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Which groups of each node were heard of, beside those that each has committed: so a signal that
/// was lost is found, be there a later one or not. Owned by the thread that listens.
final class HeardGroups {
  /// How long a signal may be on its way.
  private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

  private static final class Node {
    /// All groups up to here were heard of, or given up.
    private long heard;

    /// A group that is committed and not heard of yet, and since when; 0 for none.
    private long unheard;

    private long sinceNanos;

    Node(long heard) {
      this.heard = heard;
    }
  }

  private final Map<String, Node> nodes = new HashMap<>();
  private String life = "";

  /// Begins with what is committed: whoever listens reads all states now.
  void begin(String currentLife, Map<String, Long> committed) {
    life = currentLife;
    nodes.clear();
    committed.forEach((node, seq) -> nodes.put(node, new Node(seq)));
  }

  /// A node has told of groups. Returns whether some before them were missed.
  boolean heard(String ofLife, String name, long from, long to) {
    if (!ofLife.equals(life)) {
      begin(ofLife, Map.of(name, to));
      return true;
    }
    Node node = nodes.computeIfAbsent(name, _ -> new Node(0));
    boolean missed = from > node.heard + 1;
    node.heard = Math.max(node.heard, to);
    return missed;
  }

  /// The database says how far each node is. Returns whether something was missed.
  boolean committed(String currentLife, Map<String, Long> committed, long nowNanos) {
    if (!currentLife.equals(life)) {
      begin(currentLife, committed);
      return true;
    }
    nodes.keySet().retainAll(committed.keySet());
    boolean missed = false;
    for (Map.Entry<String, Long> each : committed.entrySet()) {
      Node node = nodes.computeIfAbsent(each.getKey(), _ -> new Node(0));
      missed |= overdue(node, each.getValue(), nowNanos);
    }
    return missed;
  }

  private static boolean overdue(Node node, long committed, long nowNanos) {
    boolean missed = node.unheard > node.heard && nowNanos - node.sinceNanos >= PATIENCE_NANOS;
    if (missed) {
      node.heard = node.unheard;
    }
    if (committed <= node.heard) {
      node.unheard = 0;
    } else if (node.unheard <= node.heard) {
      node.unheard = committed;
      node.sinceNanos = nowNanos;
    }
    return missed;
  }
}
