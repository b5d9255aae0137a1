package dev.belfry.server.session;

import dev.belfry.server.hub.Subscription;
import java.util.Arrays;

/// The subscriptions of one session, in the order of their beginning, with what each costs. Most
/// sessions have one, so these are arrays of just their number. Owned by the session's loop.
final class SubscriptionList {
  private static final Subscription[] NONE = {};
  private static final int[] NO_COSTS = {};

  private Subscription[] all = NONE;
  private int[] costs = NO_COSTS;

  /// All of them. Nobody writes to it; a change makes a new one.
  Subscription[] all() {
    return all;
  }

  boolean isEmpty() {
    return all.length == 0;
  }

  /// Whether this node has heard nothing of one of the channels for too long.
  boolean cutOff() {
    for (Subscription subscription : all) {
      if (subscription.cutOff()) {
        return true;
      }
    }
    return false;
  }

  /// The index of the one that lacks most: a client that comes back often, and is cut before all
  /// channels had their turn, gets on with each of them.
  int furthestBehind() {
    int furthest = 0;
    for (int i = 1; i < all.length; i++) {
      if (all[i].missing() > all[furthest].missing()) {
        furthest = i;
      }
    }
    return furthest;
  }

  /// Adds one, whose cost is not known yet; nothing happens where it is there.
  void add(Subscription subscription) {
    if (indexOf(subscription) < 0) {
      all = Arrays.copyOf(all, all.length + 1);
      costs = Arrays.copyOf(costs, all.length);
      all[all.length - 1] = subscription;
    }
  }

  /// Says what one costs that is there.
  void charge(Subscription subscription, int costBytes) {
    costs[indexOf(subscription)] = costBytes;
  }

  /// Removes one, and returns what it cost: nothing where it is not there.
  int remove(Subscription subscription) {
    int index = indexOf(subscription);
    if (index < 0) {
      return 0;
    }
    int cost = costs[index];
    Subscription[] rest = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, index + 1, rest, index, rest.length - index);
    int[] restCosts = Arrays.copyOf(costs, rest.length);
    System.arraycopy(costs, index + 1, restCosts, index, rest.length - index);
    all = rest;
    costs = restCosts;
    return cost;
  }

  /// Removes all, and returns what they cost.
  long clear() {
    long cost = 0;
    for (int each : costs) {
      cost += each;
    }
    all = NONE;
    costs = NO_COSTS;
    return cost;
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
