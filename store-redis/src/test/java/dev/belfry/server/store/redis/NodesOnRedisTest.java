package dev.belfry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers on one Redis, and clients that nobody here wrote.
class NodesOnRedisTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private RedisServerFixture redis;
  private Belfry first;
  private Belfry second;

  @BeforeEach
  void start() throws IOException {
    redis = new RedisServerFixture();
    first = node();
    second = node();
    await().until(() -> ready(first) && ready(second));
  }

  private Belfry node() throws IOException {
    return Belfry.builder().port(0).set("redis.url", redis.url()).start();
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    second.close();
    redis.close();
    http.shutdownNow();
  }

  private static URI at(Belfry node, String path) {
    return URI.create("http://localhost:" + node.port() + path);
  }

  private HttpResponse<String> get(Belfry node, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(at(node, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private boolean ready(Belfry node) throws Exception {
    return get(node, "/health/ready").statusCode() == 200;
  }

  private HttpResponse<String> publish(Belfry node, String channel, String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(at(node, "/notifications/" + channel))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private List<String> listen(Belfry node, String path) {
    List<String> heard = new CopyOnWriteArrayList<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return null;
          }
        };
    http.newWebSocketBuilder()
        .buildAsync(URI.create("ws://localhost:" + node.port() + path), listener)
        .join();
    return heard;
  }

  @Test
  void whatIsPublishedAtOneNodeIsHeardAtTheOtherAndReadThere() throws Exception {
    List<String> atFirst = listen(first, "/notifications/news");
    List<String> atSecond = listen(second, "/notifications/news");
    for (int i = 0; i < 20; i++) {
      assertThat(publish(i % 2 == 0 ? first : second, "news", "m" + i).statusCode()).isEqualTo(201);
    }
    await().until(() -> atFirst.size() == 20 && atSecond.size() == 20);
    assertThat(atFirst).isEqualTo(atSecond).startsWith("m0").endsWith("m19");
    assertThat(get(second, "/notifications/news?limit=2").body()).contains("\"m19\"");
  }

  @Test
  void withoutRedisPublishesAreRefusedClientsStayAndAllGoesOnOnceItIsBack() throws Exception {
    List<String> heard = listen(second, "/notifications/news");
    assertThat(publish(first, "other", "x").statusCode()).isEqualTo(201);
    redis.stop();
    assertThat(publish(first, "news", "lost").statusCode()).isEqualTo(503);
    await().atMost(Duration.ofSeconds(5)).until(() -> !ready(first) && !ready(second));
    redis.begin();
    await().until(() -> ready(first) && ready(second));
    assertThat(publish(first, "news", "after").statusCode()).isEqualTo(201);
    await().until(() -> heard.contains("after"));
    assertThat(heard).containsExactly("after");
  }

  @Test
  void whoHasSeenWhatRedisLostIsToldOfAGap() throws Exception {
    List<String> heard = listen(second, "/notifications/news");
    assertThat(publish(first, "news", "lost").statusCode()).isEqualTo(201);
    await().until(() -> heard.contains("lost"));
    redis.restart();
    await().until(() -> heard.contains("closed 4005"));
    await().until(() -> ready(first) && ready(second));
    assertThat(publish(first, "news", "after").statusCode()).isEqualTo(201);
    assertThat(get(second, "/notifications/news?limit=9").body()).contains("after");
  }

  @Test
  void aServerThatStandsStillIsNotWaitedFor() throws Exception {
    redis.standStill();
    long began = System.nanoTime();
    assertThat(publish(first, "news", "x").statusCode()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    await().atMost(Duration.ofSeconds(10)).until(() -> !ready(first));
    redis.goOn();
    await().until(() -> ready(first) && ready(second));
    assertThat(publish(first, "news", "y").statusCode()).isEqualTo(201);
  }

  @Test
  void aScheduledMessageAppearsOnceThoughTheNodeThatTookItHasGone() throws Exception {
    List<String> heard = listen(second, "/notifications/news");
    HttpRequest request =
        HttpRequest.newBuilder(at(first, "/notifications/news"))
            .header("Belfry-At", "2s")
            .POST(HttpRequest.BodyPublishers.ofString("later"))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isBetween(200, 202);
    first.close();
    await().until(() -> heard.contains("later"));
    assertThat(heard).containsExactly("later");
  }
}
