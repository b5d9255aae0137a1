package dev.belfry.server.store.redis;

import dev.belfry.server.NodesPresenceContract;
import java.io.IOException;
import java.util.Map;

/// Presence of nodes that share a Redis.
class PresenceOnRedisTest extends NodesPresenceContract {
  private RedisServerFixture redis;

  @Override
  protected Map<String, String> engine() throws IOException {
    redis = new RedisServerFixture();
    return Map.of("redis.url", redis.url());
  }

  @Override
  protected void stopEngine() throws IOException {
    redis.close();
  }
}
