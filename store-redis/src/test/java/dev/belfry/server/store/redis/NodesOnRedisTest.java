package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers on one Redis, and clients that nobody here wrote.
class NodesOnRedisTest {
  private final NodeClient client = new NodeClient();
  private RedisServerFixture redis;
  private Belfry first;
  private Belfry second;

  @BeforeEach
  void start() throws IOException {
    redis = new RedisServerFixture();
    first = node();
    second = node();
    await().until(() -> client.ready(first) && client.ready(second));
  }

  private Belfry node() throws IOException {
    return Belfry.builder().port(0).set("redis.url", redis.url()).start();
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    second.close();
    redis.close();
    client.close();
  }

  @Test
  void whatIsPublishedAtOneNodeIsHeardAtTheOtherAndReadThere() throws Exception {
    List<String> atFirst = client.listen(first, "news");
    List<String> atSecond = client.listen(second, "news");
    for (int i = 0; i < 20; i++) {
      assertThat(client.publish(i % 2 == 0 ? first : second, "news", "m" + i)).isEqualTo(201);
    }
    await().until(() -> atFirst.size() == 20 && atSecond.size() == 20);
    assertThat(atFirst).isEqualTo(atSecond).startsWith("m0").endsWith("m19");
    assertThat(client.get(second, "/notifications/news?limit=2")).contains("\"m19\"");
  }

  @Test
  void withoutRedisPublishesAreRefusedClientsStayAndAllGoesOnOnceItIsBack() throws Exception {
    List<String> heard = client.listen(second, "news");
    assertThat(client.publish(first, "other", "x")).isEqualTo(201);
    redis.stop();
    assertThat(client.publish(first, "news", "lost")).isEqualTo(503);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !client.ready(first) && !client.ready(second));
    redis.begin();
    await().until(() -> client.ready(first) && client.ready(second));
    assertThat(client.publish(first, "news", "after")).isEqualTo(201);
    await().until(() -> heard.contains("after"));
    assertThat(heard).containsExactly("after");
  }

  @Test
  void whoHasSeenWhatRedisLostIsToldOfAGap() throws Exception {
    List<String> heard = client.listen(second, "news");
    assertThat(client.publish(first, "news", "lost")).isEqualTo(201);
    await().until(() -> heard.contains("lost"));
    redis.restart();
    await().until(() -> heard.contains("closed 4005"));
    await().until(() -> client.ready(first) && client.ready(second));
    assertThat(client.publish(first, "news", "after")).isEqualTo(201);
    assertThat(client.get(second, "/notifications/news?limit=9")).contains("after");
  }

  @Test
  void aServerThatStandsStillIsNotWaitedFor() throws Exception {
    redis.standStill();
    assertThat(client.publish(first, "news", "x")).isEqualTo(503);
    await().atMost(Duration.ofSeconds(60)).until(() -> !client.ready(first));
    redis.goOn();
    await().until(() -> client.ready(first) && client.ready(second));
    assertThat(client.publish(first, "news", "y")).isEqualTo(201);
  }

  @Test
  void aScheduledMessageAppearsOnceThoughTheNodeThatTookItHasGone() throws Exception {
    List<String> heard = client.listen(second, "news");
    assertThat(client.publish(first, "news", "later", "Belfry-At", "2s")).isBetween(200, 202);
    first.close();
    await().until(() -> heard.contains("later"));
    assertThat(heard).containsExactly("later");
  }

  @Test
  void aServerThatLeavesAnswersWhatItsProgramStillPublishes() throws Exception {
    redis.standStill();
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> {
          try {
            return first.publish("news", "late").toString();
          } catch (RuntimeException refused) {
            return "refused";
          }
        });
    first.close();
    assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("refused");
    redis.goOn();
  }

  @Test
  void aServerMayBeClosedTwice() {
    first.close();
    assertThatCode(first::close).doesNotThrowAnyException();
  }
}
