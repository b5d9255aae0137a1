package dev.belfry.server.session;

import java.util.HashMap;
import java.util.Map;

/// What the subscriptions of each client of one loop cost: a user, an API key or an address. One
/// has half of what all may cost at most, so that none alone keeps the others out. Owned by the
/// loop.
public final class SubscriptionShares {
  private final long clientBytesMax;
  private final Map<Object, Held> clients = new HashMap<>();

  private static final class Held {
    private long bytes;
  }

  /// @param bytesMax what all subscriptions of the loop may cost
  public SubscriptionShares(long bytesMax) {
    this.clientBytesMax = bytesMax / 2;
  }

  /// Whether the client may hold more.
  boolean admits(Object client) {
    Held held = clients.get(client);
    return held == null || held.bytes < clientBytesMax;
  }

  /// Bytes begin to be held for a client, or cease to where negative.
  void add(Object client, long more) {
    if (more == 0) {
      return;
    }
    Held held = clients.computeIfAbsent(client, _ -> new Held());
    held.bytes += more;
    if (held.bytes == 0) {
      clients.remove(client);
    }
  }

  /// How many clients hold something.
  public int clients() {
    return clients.size();
  }
}
