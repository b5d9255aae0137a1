package dev.belfry.server.store.redis;

import static dev.belfry.server.store.shared.EngineFixture.KEPT;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The engine keeps to what every engine does on a Redis Cluster too.
class RedisClusterEngineTest extends EngineContract {
  @TempDir static Path folder;
  private static ClusterFixture cluster;

  private final String prefix = UlidCreator.getUlid() + ":";
  private final List<Engine> opened = new ArrayList<>();

  @BeforeAll
  static void startServers() throws Exception {
    cluster = new ClusterFixture(RedisProcess.Version.INSTALLED, folder);
  }

  @AfterAll
  static void stopServers() throws Exception {
    cluster.close();
  }

  @Override
  protected Engine open() {
    Engine engine =
        new RedisEngine(
            new RedisSettings(cluster.url(), prefix, Duration.ofSeconds(2), 0, 1_000),
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
    cluster.renew();
  }
}
