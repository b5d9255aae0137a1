package dev.belfry.server.store.redis;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.IdentityOfNodesContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Who may come in at two nodes on one Redis.
class RedisIdentityTest extends IdentityOfNodesContract {
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
    String prefix = UlidCreator.getUlid() + ":";
    return Map.of("redis.url", redis.url(), "redis.timeout", "500ms", "redis.prefix", prefix);
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
