package dev.belfry.server.session;

import java.util.concurrent.ConcurrentHashMap;

/// How many sessions each user has on this node. Used by every thread.
public final class UserConnections {
  private final int most;
  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  /// @param most of one user; 0 for no bound
  public UserConnections(int most) {
    this.most = most;
  }

  /// Counts one in; false, without counting, where it is one too many.
  boolean add(String user) {
    if (most == 0) {
      return true;
    }
    boolean[] fits = {false};
    counts.compute(
        user,
        (_, count) -> {
          int now = count == null ? 0 : count;
          fits[0] = now < most;
          return fits[0] ? Integer.valueOf(now + 1) : count;
        });
    return fits[0];
  }

  /// Takes one back that was counted.
  void remove(String user) {
    if (most > 0) {
      counts.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Whether a user may have one more.
  public boolean mayAdd(String user) {
    return most == 0 || counts.getOrDefault(user, 0) < most;
  }
}
