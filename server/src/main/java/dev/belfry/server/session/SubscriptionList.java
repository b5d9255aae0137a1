package dev.belfry.server.session;

import dev.belfry.server.hub.Subscription;
import java.util.Arrays;

/// The subscriptions of one session, in the order of their beginning. Most have one, so it is an
/// array of just their number. Owned by the session's loop.
final class SubscriptionList {
  private static final Subscription[] NONE = {};

  private Subscription[] all = NONE;

  /// All of them. Nobody writes to it; a change makes a new one.
  Subscription[] all() {
    return all;
  }

  boolean isEmpty() {
    return all.length == 0;
  }

  /// Adds one; nothing happens where it is there.
  void add(Subscription subscription) {
    if (indexOf(subscription) < 0) {
      all = Arrays.copyOf(all, all.length + 1);
      all[all.length - 1] = subscription;
    }
  }

  /// Removes one; nothing happens where it is not there.
  void remove(Subscription subscription) {
    int index = indexOf(subscription);
    if (index >= 0) {
      Subscription[] rest = Arrays.copyOf(all, all.length - 1);
      System.arraycopy(all, index + 1, rest, index, rest.length - index);
      all = rest;
    }
  }

  private int indexOf(Subscription subscription) {
    for (int i = 0; i < all.length; i++) {
      if (all[i] == subscription) {
        return i;
      }
    }
    return -1;
  }
}
