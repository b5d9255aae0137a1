package dev.belfry.server.store.redis;

/// A cluster of Redis 6.2, which has no sharded pub/sub.
class NodesOnEmbeddedClusterTest extends NodesOnClusterContract {
  NodesOnEmbeddedClusterTest() {
    super(RedisProcess.Version.EMBEDDED);
  }
}
