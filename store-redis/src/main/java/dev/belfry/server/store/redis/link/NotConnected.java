package dev.belfry.server.store.redis.link;

import java.io.Serial;

/// There are no connections to the master of a partition.
final class NotConnected extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  NotConnected() {
    super("not connected to Redis");
  }
}
