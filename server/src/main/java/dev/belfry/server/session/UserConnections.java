package dev.belfry.server.session;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How many sessions each user has on this node, and whether that is too many, with those that the
/// user has elsewhere. Used by every thread.
public final class UserConnections {
  private final int most;
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();
  private volatile @Nullable ConnectionsElsewhere elsewhere;

  /// @param most of one user; 0 for no bound
  public UserConnections(int most) {
    this.most = most;
  }

  /// Whether there is a bound.
  public boolean bounded() {
    return most > 0;
  }

  /// From now on those of other nodes count too, as far as they are heard of. To be called before
  /// the node serves.
  public ConnectionsElsewhere share() {
    ConnectionsElsewhere shared = new ConnectionsElsewhere(most, this);
    elsewhere = shared;
    return shared;
  }

  /// Counts one in; false, without counting, where it is one too many.
  boolean add(String user, long nowNanos) {
    ConnectionsElsewhere others = elsewhere;
    int known = others == null ? 0 : others.known(user, nowNanos);
    boolean[] fits = {false};
    counts.compute(
        user,
        (_, count) -> {
          int now = count == null ? 0 : count;
          fits[0] = most == 0 || now + known < most;
          return fits[0] ? Integer.valueOf(now + 1) : count;
        });
    if (others != null && fits[0]) {
      others.added(user, nowNanos);
    }
    return fits[0];
  }

  /// Takes one back that was counted.
  void remove(String user) {
    counts.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    ConnectionsElsewhere others = elsewhere;
    if (others != null) {
      others.removed(user);
    }
  }

  /// Whether a session has to go after all, since its user has too many on all nodes together.
  ///
  /// @param addedNanos when it was counted in
  boolean leaves(String user, long addedNanos, long nowNanos) {
    ConnectionsElsewhere others = elsewhere;
    return others != null && others.leaves(user, addedNanos, nowNanos);
  }

  /// How many users have any here.
  public int users() {
    return counts.size();
  }

  /// How many a user has here.
  int count(String user) {
    return counts.getOrDefault(user, 0);
  }

  /// All users that have any here.
  Iterable<String> all() {
    return counts.keySet();
  }
}
