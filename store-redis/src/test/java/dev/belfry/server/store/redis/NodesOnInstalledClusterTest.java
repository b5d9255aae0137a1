package dev.belfry.server.store.redis;

/// A cluster of Redis 7.0 or newer, with sharded pub/sub.
class NodesOnInstalledClusterTest extends NodesOnClusterContract {
  NodesOnInstalledClusterTest() {
    super(RedisProcess.Version.INSTALLED);
  }
}
