package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import dev.belfry.server.channel.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two servers with `redis.wait-replicas: 1`, on a real primary and its replica.
class WaitReplicasTest {
  @TempDir static Path folder;
  private static NodeClient client;
  private static RedisProcess primary;
  private static RedisProcess replica;
  private static Belfry first;
  private static Belfry second;

  @BeforeAll
  static void start() throws Exception {
    client = new NodeClient();
    RedisProcess.Version version = RedisProcess.Version.EMBEDDED;
    primary = RedisProcess.server(version, folder, "--repl-diskless-sync-delay", "0");
    replica = RedisProcess.server(version, folder, "--replicaof", "127.0.0.1", "" + primary.port);
    await().until(() -> primary.info("replication", "slave0").contains("state=online"));
    first = node();
    second = node();
    await().until(() -> client.ready(first) && client.ready(second));
  }

  private static Belfry node() throws Exception {
    return Belfry.builder()
        .port(0)
        .set("redis.url", primary.url())
        .set("redis.wait-replicas", "1")
        .set("redis.timeout", "1s")
        .start();
  }

  @AfterAll
  static void stop() throws Exception {
    first.close();
    second.close();
    replica.close();
    primary.close();
    client.close();
  }

  @Test
  void aPublishIsAcknowledgedOnceTheReplicaHasIt() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(client.publish(first, "acknowledged", "m" + i)).isEqualTo(201);
    }
    int partition = Keys.partition(new ChannelName("acknowledged"));
    assertThat(replica.ask("XLEN", "belfry:{b" + partition + "}s:acknowledged")).isEqualTo("20");
  }

  @Test
  void withoutTheReplicaAPublishIsRefusedInTime() throws Exception {
    replica.standStill();
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertThat(client.publish(first, "news", "m" + i)).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }
    replica.goOn();
    await().until(() -> client.publish(first, "news", "after") == 201);
  }

  /// The first append finds that the server does not know the script, and sends it once more.
  @Test
  void anAppendThatIsSentAgainForItsScriptIsWaitedForToo() throws Exception {
    replica.standStill();
    primary.ask("SCRIPT", "FLUSH");
    assertThat(client.publish(second, "news", "m")).isEqualTo(503);
    replica.goOn();
    await().until(() -> client.publish(second, "news", "m") == 201);
  }

  /// The node that answers a duplicate need not have written anything itself.
  @Test
  void aDuplicateIsAcknowledgedOnlyWhenTheReplicaHasTheFirst() throws Exception {
    replica.standStill();
    assertThat(client.publish(first, "news", "m", "Idempotency-Key", "k")).isEqualTo(503);
    assertThat(client.publish(second, "news", "m", "Idempotency-Key", "k")).isEqualTo(503);
    replica.goOn();
    await().until(() -> client.publish(second, "news", "m", "Idempotency-Key", "k") == 201);
  }

  @Test
  void aScheduledMessageWaitsForTheReplicaToo() throws Exception {
    replica.standStill();
    assertThat(client.publish(first, "news", "m", "Belfry-At", "1h")).isEqualTo(503);
    replica.goOn();
    await().until(() -> client.publish(first, "news", "m", "Belfry-At", "1h") < 300);
  }

  @Test
  void publishesThatAreUnderWayTogetherShareAWait() {
    long waits = primary.calls("wait");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        String channel = "news/" + i % 50;
        var _ = threads.submit(() -> first.publish(channel, "m"));
      }
    }
    assertThat(primary.calls("wait") - waits).isBetween(1L, 400L);
  }
}
