package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.LogLines;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.store.redis.link.RedisLink;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import dev.belfry.server.store.shared.RecordedSignals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

  @Test
  void allMastersSayWhatTimeTheyHave() throws Exception {
    ServerConfig config = ServerConfig.of(Map.of("redis.url", cluster.url()));
    Map<String, Duration> ahead = RedisTime.ahead(config.redis(), Duration.ofSeconds(30));
    assertThat(ahead)
        .hasSize(cluster.masters.size())
        .allSatisfy((_, clock) -> assertThat(clock.abs()).isLessThan(Duration.ofSeconds(60)));
  }

  @Test
  void anOperatorIsToldOfSlotsThatNobodyHas() throws Exception {
    try (LogLines lines = LogLines.of(RedisLink.class);
        Engine engine = open()) {
      engine.start(new RecordedSignals());
      await().until(() -> engine.ready().toCompletableFuture().get());
      int slot = ClusterFixture.slotOf(prefix, new ChannelName("news"));
      RedisProcess master = cluster.masterOf(slot);
      master.ask("CLUSTER", "DELSLOTS", "" + slot);
      await().until(() -> tells(lines, "no master has some of the slots"));
      await().until(() -> !engine.ready().toCompletableFuture().get());
      master.ask("CLUSTER", "ADDSLOTS", "" + slot);
      await().until(() -> tells(lines, "Redis is reached again"));
    }
  }

  private static boolean tells(LogLines lines, String text) {
    return lines.all().stream().anyMatch(line -> line.contains(text));
  }

  @Override
  protected void renew() {
    cluster.renew();
  }
}
