package dev.belfry.server.store.redis.link;

import org.jspecify.annotations.Nullable;

/// Finds out which master has which partition.
interface Masters {
  /// Asks whoever knows, and waits for the answers. Called by one thread at a time.
  ///
  /// @return null where nobody has answered: what was known still holds
  @Nullable Topology find();

  /// Why somebody did not answer the last time; empty where all did.
  default String trouble() {
    return "";
  }

  /// A server that stands alone.
  static Masters one(Address server, int partitions) {
    Topology topology = Topology.of(server, partitions);
    return () -> topology;
  }
}
