package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.auth.callback.App;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that asks the application who its clients are, by their cookies.
class CookiesOverNetworkTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String PAGE = "https://app.example";
  private static final String ANN =
      "{\"user\":\"ann\",\"subscribe\":[\"news\",\"chat\"],\"publish\":[\"chat\"],\"ttl\":60}";

  private final HttpClient http = HttpClient.newHttpClient();
  private App app;
  private App next;
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    app = new App();
    next = new App();
    app.answer(200, ANN);
    belfry = Belfry.builder().config(asking(app)).start();
  }

  private static ServerConfig asking(App app) {
    return ServerConfig.of(
        Map.of(
            "server.port",
            "0",
            "origins",
            PAGE,
            "server.trusted-proxies",
            "127.0.0.1",
            "auth.callback.url",
            app.url().toString(),
            "auth.callback.secret",
            SECRET));
  }

  @AfterEach
  void stop() {
    belfry.close();
    app.close();
    next.close();
    http.shutdownNow();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "m"))
            .headers(headers)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private int upgrade(String path, String... headers) throws IOException {
    try (TestSocket _ = new TestSocket(belfry.port(), path, headers)) {
      return 101;
    } catch (IOException refused) {
      return Integer.parseInt(String.valueOf(refused.getMessage()).split(" ")[1]);
    }
  }

  @Test
  void aPageOfAnAllowedOriginUsesItsUsersCookie() throws Exception {
    assertThat(upgrade("/notifications/news", "Cookie: sid=1", "Origin: " + PAGE)).isEqualTo(101);
    assertThat(upgrade("/notifications/secret", "Cookie: sid=1", "Origin: " + PAGE)).isEqualTo(403);
    HttpResponse<String> published =
        send("POST", "/notifications/chat", "Cookie", "sid=1", "Origin", PAGE);
    assertThat(published.statusCode()).isEqualTo(201);
    assertThat(published.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PAGE);
    assertThat(published.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(send("POST", "/notifications/news", "Cookie", "sid=1", "Origin", PAGE).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aCookieWithoutThePageThatSendsItActsForNobody() throws Exception {
    assertThat(upgrade("/notifications/news", "Cookie: sid=1")).isEqualTo(403);
    assertThat(send("POST", "/notifications/chat", "Cookie", "sid=1").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/notifications/news?limit=1", "Cookie", "sid=1").statusCode())
        .isEqualTo(200);
  }

  @Test
  void pagesOfOtherOriginsAndOfTheOwnHostInTheClearAreRefused() throws Exception {
    String own = "localhost:" + belfry.port();
    assertThat(upgrade("/notifications/news", "Cookie: sid=1", "Origin: https://evil.example"))
        .isEqualTo(403);
    assertThat(upgrade("/notifications/news", "Cookie: sid=1", "Origin: http://app.example"))
        .isEqualTo(403);
    assertThat(upgrade("/notifications/news", "Cookie: sid=1", "Origin: http://" + own))
        .isEqualTo(101);
    assertThat(
            upgrade(
                "/notifications/news",
                "Cookie: sid=1",
                "X-Forwarded-Proto: https",
                "Origin: http://" + own))
        .isEqualTo(403);
  }

  @Test
  void theApplicationLearnsWhatAndFromWhereAndSignsNobodyInWhenItSaysNo() throws Exception {
    assertThat(
            upgrade(
                "/notifications/news",
                "Cookie: sid=1",
                "X-Forwarded-For: 192.0.2.7",
                "Origin: " + PAGE))
        .isEqualTo(101);
    assertThat(app.requests().getFirst().body())
        .isEqualTo(
            "{\"channels\":[\"news\"],\"origin\":\"https://app.example\","
                + "\"address\":\"192.0.2.7\",\"transport\":\"websocket\"}");
    app.answer(403, "");
    assertThat(upgrade("/notifications/news", "Cookie: sid=2", "Origin: " + PAGE)).isEqualTo(403);
    app.answer(401, "");
    assertThat(upgrade("/notifications/news", "Cookie: sid=3", "Origin: " + PAGE)).isEqualTo(401);
    app.answer(500, "");
    assertThat(upgrade("/notifications/news", "Cookie: sid=4", "Origin: " + PAGE)).isEqualTo(503);
  }

  @Test
  void whileTheApplicationThinksOthersAreServedAndAClientMayLeave() throws Exception {
    CountDownLatch thinking = new CountDownLatch(1);
    app.hold(thinking);
    Thread.startVirtualThread(() -> {
      try {
        var _ = upgrade("/notifications/news", "Cookie: sid=1", "Origin: " + PAGE);
      } catch (IOException ended) {
        // the server ended first
      }
    });
    await().until(() -> app.requests().size() == 1);
    assertThat(send("GET", "/health/live", "Accept", "*/*").statusCode()).isEqualTo(200);
    try (var gone = new Socket("127.0.0.1", belfry.port())) {
      gone.getOutputStream()
          .write(
              "POST /notifications/chat HTTP/1.1\r\nHost: localhost\r\nCookie: sid=9\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> app.requests().size() == 2);
    }
    thinking.countDown();
    assertThat(upgrade("/notifications/news", "Cookie: sid=1", "Origin: " + PAGE)).isEqualTo(101);
    await().until(() -> belfry.connections() <= 2);
  }

  @Test
  void aGrantIsAskedForAgainBeforeItsTimeIsOverAndEndsWhereItIsNotGivenAgain() throws Exception {
    app.answer(200, ANN.replace("60", "3"));
    try (TestSocket socket =
        new TestSocket(belfry.port(), "/notifications/news", "Cookie: sid=1", "Origin: " + PAGE)) {
      await().until(() -> app.requests().size() >= 3);
      belfry.publish("news", "still here");
      assertThat(socket.read()).isEqualTo("text:still here");
      app.answer(401, "");
      assertThat(socket.readToClose()).startsWith("close:4502");
    }
  }

  @Test
  void anApplicationThatFailsMeanwhileLetsTheGrantRunOut() throws Exception {
    app.answer(200, ANN.replace("60", "3"));
    try (TestSocket socket =
        new TestSocket(belfry.port(), "/notifications/news", "Cookie: sid=1", "Origin: " + PAGE)) {
      app.answer(500, "");
      assertThat(socket.readToClose()).startsWith("close:4002");
    }
  }

  // ---- another application, from a reload on

  private TestSocket listener() throws IOException {
    return new TestSocket(belfry.port(), "/notifications/news", "Cookie: sid=1", "Origin: " + PAGE);
  }

  @Test
  void aClientThatTheNewApplicationKnowsStaysWithWhatThatOneGrants() throws Exception {
    next.answer(200, ANN.replace("\"chat\"],\"publish\"", "\"other\"],\"publish\""));
    try (TestSocket news = listener();
        TestSocket chat =
            new TestSocket(
                belfry.port(), "/notifications/chat", "Cookie: sid=1", "Origin: " + PAGE)) {
      belfry.reload(asking(next));
      assertThat(chat.readToClose()).startsWith("close:4502");
      belfry.publish("news", "still here");
      assertThat(news.read()).isEqualTo("text:still here");
    }
    assertThat(next.requests()).isNotEmpty();
  }

  @Test
  void aClientThatTheNewApplicationDoesNotKnowHasToGo() throws Exception {
    next.answer(401, "");
    try (TestSocket socket = listener()) {
      belfry.reload(asking(next));
      assertThat(socket.readToClose()).startsWith("close:4502");
    }
  }

  @Test
  void aClientThatIsSomebodyElseToTheNewApplicationHasToGo() throws Exception {
    next.answer(200, ANN.replace("ann", "bob"));
    try (TestSocket socket = listener()) {
      belfry.reload(asking(next));
      assertThat(socket.readToClose()).startsWith("close:4502 this client is somebody else");
    }
  }

  @Test
  void whereTheNewApplicationDoesNotSayClientsHaveToComeBack() throws Exception {
    next.answer(500, "");
    try (TestSocket socket = listener()) {
      long started = System.nanoTime();
      belfry.reload(asking(next));
      assertThat(socket.readToClose()).startsWith("close:1013");
      assertThat(System.nanoTime() - started).isBetween(4_000_000_000L, 9_000_000_000L);
    }
  }

  @Test
  void aReloadThatAsksTheSameApplicationAsksNobodyAgain() throws Exception {
    try (TestSocket socket = listener()) {
      belfry.reload(asking(app));
      await().during(Duration.ofSeconds(2)).until(() -> app.requests().size() == 1);
      belfry.publish("news", "still here");
      assertThat(socket.read()).isEqualTo("text:still here");
    }
  }
}
