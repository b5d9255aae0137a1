package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.NodesContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// What nodes keep of themselves in Redis, on a real server.
class RedisNodesTest extends NodesContract {
  private static RedisServerFixture server;

  private final String prefix = UlidCreator.getUlid() + ":";
  private final List<Engine> opened = new ArrayList<>();

  @BeforeAll
  static void startServer() throws IOException {
    server = new RedisServerFixture();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  protected Engine open() {
    String url = LeastRights.url(server, prefix);
    RedisSettings settings = new RedisSettings(url, prefix, Duration.ofSeconds(2), 0, 1_000);
    Engine engine =
        new RedisEngine(
            settings,
            new ChannelPolicies(List.of(), KEPT),
            Duration.ofHours(1),
            Clock.system(),
            RandomGenerator.of("L64X128MixRandom"));
    opened.add(engine);
    return engine;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Engine::close);
  }

  @Override
  protected void renew() {
    server.promote();
  }
}
