package dev.belfry.server.auth.ticket;

import dev.belfry.server.auth.Control.Claim;
import java.util.HashSet;
import java.util.Set;

/// Ids of tickets that were used, for as long as they could be used again. Used by every thread; in
/// two halves of that time each, of which the older goes.
final class UsedTickets {
  private final long lifeMillis;
  private final int halfMax;
  private Set<String> young = new HashSet<>();
  private Set<String> old = new HashSet<>();
  private long youngSinceMillis;

  /// @param lifeMillis how long a ticket can be used
  /// @param halfMax how many can be used in that time
  UsedTickets(long lifeMillis, int halfMax) {
    this.lifeMillis = lifeMillis;
    this.halfMax = halfMax;
  }

  /// Uses one; where it can't be remembered, it must not be used.
  synchronized Claim use(String id, long nowMillis) {
    if (nowMillis - youngSinceMillis >= lifeMillis) {
      old = nowMillis - youngSinceMillis >= 2 * lifeMillis ? new HashSet<>() : young;
      young = new HashSet<>();
      youngSinceMillis = nowMillis;
    }
    if (young.contains(id) || old.contains(id)) {
      return Claim.REPEATED;
    }
    if (young.size() >= halfMax) {
      return Claim.UNKNOWN;
    }
    young.add(id);
    return Claim.FIRST;
  }
}
