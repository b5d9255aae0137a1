package dev.belfry.server.store.redis;

import dev.belfry.server.config.EngineUrl;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineProvider;
import dev.belfry.server.store.shared.EngineRequest;
import java.io.IOException;

/// Opens engines in Redis.
public final class RedisEngineProvider implements EngineProvider {
  @Override
  public boolean takes(EngineUrl url) {
    return url.scheme().startsWith("redis");
  }

  @Override
  public Engine open(EngineRequest request) throws IOException {
    ServerConfig.Redis redis = request.config().redis();
    RedisSettings settings =
        new RedisSettings(
            request.url().text(),
            redis.prefix(),
            redis.timeout(),
            redis.waitReplicas(),
            request.config().limits().scheduled(),
            redis.trust());
    try {
      return new RedisEngine(
          settings,
          request.policies(),
          request.config().limits().idempotencyAge(),
          request.clock(),
          request.random());
    } catch (IllegalArgumentException unusable) {
      throw new IOException(
          "redis.url can't be used: " + request.url() + ": " + unusable.getMessage(), unusable);
    }
  }
}
