package dev.belfry.server.store.redis;

import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// The engine keeps to what every engine does on a Redis Cluster too.
class RedisClusterEngineTest extends EngineContract {
  @TempDir static Path folder;
  private static ClusterFixture cluster;

  private final String prefix = TestEngines.anyPrefix();
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
        TestEngines.engine(
            new RedisSettings(cluster.url(), prefix, Duration.ofSeconds(2), 0, 1_000));
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
