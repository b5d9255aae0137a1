package dev.belfry.server.hub;

import dev.belfry.server.config.HeapPlan;

/// What one loop's hub may hold.
///
/// @param subscriptionBytesMax what all its subscriptions cost; beyond, a subscribe is refused
/// @param readsMax reads for subscribers that are behind that may wait for a disk at a time: each
///   holds a batch of messages in memory until all who wait for it have it
/// @param recentBytesMax frames kept for subscribers that come to the same place within a moment
public record HubBounds(long subscriptionBytesMax, int readsMax, long recentBytesMax) {
  /// Those of a large heap, with any number of subscriptions.
  public static final HubBounds LARGEST = new HubBounds(Long.MAX_VALUE, 8, 4 << 20);

  /// As a plan of the heap says.
  public static HubBounds of(HeapPlan heap) {
    return new HubBounds(heap.subscriptionsBytes(), heap.reads(), heap.recent());
  }
}
