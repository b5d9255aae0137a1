package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.Position;
import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import dev.belfry.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers on a Redis whose master sentinels name.
class NodesOnSentinelTest {
  private static final Duration READY_RED = Duration.ofSeconds(60);
  private static final Duration FAILED_OVER = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final NodeClient client = new NodeClient();
  private SentinelFixture redis;
  private Belfry first;
  private Belfry second;

  @BeforeEach
  void start() throws Exception {
    redis = new SentinelFixture(folder);
    first = node();
    second = node();
    await().until(this::ready);
  }

  private Belfry node() throws Exception {
    return Belfry.builder().port(0).set("redis.url", redis.url()).start();
  }

  private boolean ready() throws Exception {
    return client.ready(first) && client.ready(second);
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    redis.close();
    client.close();
  }

  @Test
  void aFailoverThatLosesNothingTellsNobody() throws Exception {
    ServerConfig.Redis config = ServerConfig.of(Map.of("redis.url", redis.url())).redis();
    assertThat(RedisTime.ahead(config, READY_RED))
        .containsOnlyKeys("127.0.0.1:" + redis.master().port);
    List<String> heard = client.listen(second, "news");
    assertThat(client.publish(first, "news", "before")).isEqualTo(201);
    await().until(() -> heard.contains("before"));
    RedisProcess old = redis.master();
    old.ask("CLIENT", "PAUSE", "30000", "WRITE"); // else it takes writes that the new one lacks
    redis.replicated();
    redis.sentinels.getFirst().ask("SENTINEL", "FAILOVER", "main");
    await().atMost(FAILED_OVER).until(() -> redis.master() != old);
    await().atMost(FAILED_OVER).until(() -> client.publish(first, "news", "after") == 201);
    await().atMost(FAILED_OVER).until(this::ready);
    await().until(() -> heard.contains("after"));
    assertThat(heard).containsExactly("before", "after");
  }

  @Test
  void aFailoverThatLosesSomethingTellsThoseWhoSawIt() throws Exception {
    List<String> heard = client.listen(second, "news");
    List<String> calm = client.listen(second, "calm");
    assertThat(client.publish(first, "calm", "kept")).isEqualTo(201);
    Position kept = first.publish("news", "kept").position();
    redis.replicated();
    RedisProcess replica = redis.replica();
    replica.standStill();
    redis.master().ask("CLIENT", "KILL", "TYPE", "replica");
    Position lost = first.publish("news", "lost").position();
    await().until(() -> heard.contains("lost") && calm.contains("kept"));
    redis.master().kill();
    replica.goOn();
    assertThat(client.publish(first, "news", "meanwhile")).isEqualTo(503);
    await().atMost(READY_RED).until(() -> !client.ready(first) && !client.ready(second));
    await().atMost(FAILED_OVER).until(this::ready);
    await().until(() -> heard.contains("closed 4005"));
    assertThat(client.publish(first, "news", "after")).isEqualTo(201);
    assertThat(client.publish(first, "calm", "after")).isEqualTo(201);
    await().until(() -> calm.contains("after"));
    assertThat(calm).containsExactly("kept", "after");
    assertThat(after(kept)).contains("\"after\"").doesNotContain("\"gap\"");
    assertThat(after(lost)).contains("\"gap\"");
  }

  private String after(Position position) throws Exception {
    return client.get(second, "/notifications/news?limit=9&after=" + position);
  }

  /// The master is well, but who knows what the others have made another one meanwhile.
  @Test
  void aMasterThatNoMajorityNamesIsNone() throws Exception {
    redis.sentinels.get(0).standStill();
    redis.sentinels.get(1).standStill();
    await().atMost(READY_RED).until(() -> !client.ready(first) && !client.ready(second));
    assertThat(client.publish(first, "news", "x")).isEqualTo(503);
    redis.sentinels.get(0).goOn();
    await().until(this::ready);
    assertThat(client.publish(first, "news", "y")).isEqualTo(201);
    redis.sentinels.get(1).goOn();
  }
}
