package dev.belfry.server.presence.shared;

import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.channel.ChannelName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What is known of a channel on other nodes, where somebody watches it on this one. Owned by the
/// loop of the cluster.
final class WatchedChannel {
  /// What a member costs beside its texts, here and in what is told from it.
  private static final int MEMBER_BYTES = 300;

  private final ChannelName channel;
  private final OwnMembers owner;
  private final boolean countOnly;
  private final Map<String, Map<String, PresenceMember>> byNode = new HashMap<>();
  private int count;
  private boolean counted;
  private boolean told;
  private long bytes;

  /// Not to be read before; the loop's clock.
  long notBeforeNanos;

  /// @param countOnly whether nobody is named
  WatchedChannel(ChannelName channel, OwnMembers owner, boolean countOnly, long nowNanos) {
    this.channel = channel;
    this.owner = owner;
    this.countOnly = countOnly;
    this.notBeforeNanos = nowNanos;
  }

  ChannelName channel() {
    return channel;
  }

  OwnMembers owner() {
    return owner;
  }

  boolean countOnly() {
    return countOnly;
  }

  /// Whether it is only known how many are there.
  boolean counted() {
    return counted;
  }

  /// Whether the owner has been told anything.
  boolean told() {
    return told;
  }

  /// What it costs.
  long bytes() {
    return bytes;
  }

  /// The members on one node were read.
  void members(String node, Map<String, PresenceMember> members) {
    if (members.isEmpty()) {
      byNode.remove(node);
    } else {
      byNode.put(node, members);
    }
    counted = false;
    weigh();
  }

  /// Users were counted, on all other nodes.
  void count(int users) {
    counted = true;
    count = users;
    byNode.clear();
    weigh();
  }

  /// Nodes that are not among these are gone. Returns whether that changes anything.
  boolean retain(Set<String> nodes) {
    boolean changed = byNode.keySet().retainAll(nodes);
    weigh();
    return changed;
  }

  /// Nobody is anywhere else.
  void clear() {
    counted = false;
    byNode.clear();
    weigh();
  }

  private void weigh() {
    long sum = 0;
    for (Map<String, PresenceMember> members : byNode.values()) {
      for (PresenceMember member : members.values()) {
        int info = member.info() == null ? 0 : member.info().text().length();
        sum += MEMBER_BYTES + 2L * (member.user().length() + info);
      }
    }
    bytes = sum;
  }

  /// Tells the owner what is known.
  void tell() {
    told = true;
    Elsewhere known = counted ? new Elsewhere.Count(count) : new Elsewhere.Members(union(byNode));
    owner.loop().execute(() -> owner.elsewhere(channel, known));
  }

  /// Each user once: with all connections, and what the first node to have the user says.
  static Map<String, PresenceMember> union(Map<String, Map<String, PresenceMember>> byNode) {
    if (byNode.size() == 1) {
      return Map.copyOf(byNode.values().iterator().next());
    }
    Map<String, PresenceMember> all = new HashMap<>();
    byNode.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(node ->
            node.getValue()
                .values()
                .forEach(member -> all.merge(member.user(), member, Elsewhere::joined)));
    return all;
  }
}
