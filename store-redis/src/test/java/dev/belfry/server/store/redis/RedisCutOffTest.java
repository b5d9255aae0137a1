package dev.belfry.server.store.redis;

import dev.belfry.server.CutOffContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// A node that can't reach Redis any more.
class RedisCutOffTest extends CutOffContract {
  private static RedisServerFixture redis;

  @BeforeAll
  static void start() throws IOException {
    redis = new RedisServerFixture();
  }

  @AfterAll
  static void stop() throws IOException {
    redis.close();
  }

  @Override
  protected Map<String, String> engine() {
    return Map.of("redis.url", redis.url(), "redis.timeout", "500ms");
  }

  @Override
  protected void standStill() throws Exception {
    redis.standStill();
  }

  @Override
  protected void goOn() throws Exception {
    redis.goOn();
  }
}
