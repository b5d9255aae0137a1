package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.protocol.ScheduleReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BelfryClientTest {
  private static final String REPLY =
      "{\"id\":\"01J\",\"channel\":\"orders:42\",\"position\":\"k3f9-17\","
          + "\"time\":\"2026-11-23T10:00:00.123Z\",\"durable\":true}";
  private static final ClientTimings QUICK =
      new ClientTimings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          4);

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch testOver = new CountDownLatch(1);
  private HttpServer server;
  private BelfryClient client;

  BelfryClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    client = clientWith(QUICK);
  }

  private BelfryClient clientWith(ClientTimings timings) {
    return new BelfryClient(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), timings);
  }

  @BeforeEach
  void start() {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    testOver.countDown();
    client.close();
    server.stop(0);
  }

  @Test
  void aPublishCarriesBodyTypeAndKeyAndReturnsTheReply() throws Exception {
    answer((exchange, _) -> respond(exchange, 201, "application/json", REPLY));
    PublishOutcome outcome =
        client.publish(Publication.json("orders:42", "{\"n\":1}").withKey("a1"));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            PublishOutcome.Published.class,
            published -> {
              assertThat(published.reply().position()).isEqualTo(new Position("k3f9", 17));
              assertThat(published.reply().channel()).isEqualTo("orders:42");
              assertThat(published.reply().durable()).isTrue();
            });
    assertThat(requests)
        .containsExactly("POST /notifications/orders:42 application/json a1 {\"n\":1}");
  }

  @Test
  void aPublishForLaterCarriesItsTimeAndReturnsItsIdAndTime() throws Exception {
    answer((exchange, count) -> {
      assertThat(exchange.getRequestHeaders().getFirst("Belfry-At")).isEqualTo("10m");
      String at =
          "{\"id\":\"01J\",\"channel\":\"a\",\"at\":\"2026-11-23T10:10:00.123Z\","
              + "\"durable\":true}";
      boolean late = count > 1;
      respond(exchange, late ? 201 : 202, "application/json", late ? REPLY : at);
    });
    Publication tea = Publication.text("a", "tea").withKey("k");
    assertThat(client.schedule(tea, "10m"))
        .isEqualTo(
            new ScheduleOutcome.Scheduled(
                new ScheduleReply("01J", "a", Instant.parse("2026-11-23T10:10:00.123Z"), true)));
    assertThat(client.schedule(tea, "10m")).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void aMessageIsTakenBackByItsId() throws Exception {
    answer((exchange, count) -> {
      switch (count) {
        case 1 -> exchange.sendResponseHeaders(204, -1);
        case 2 -> respond(exchange, 404, "application/problem+json", "{\"code\":\"not-found\"}");
        default -> respond(exchange, 503, "text/plain", "leaving");
      }
    });
    assertThat(client.cancel("01J")).isEqualTo(new CancelOutcome.Cancelled());
    assertThat(client.cancel("01J")).isEqualTo(new CancelOutcome.NotScheduled());
    assertThat(client.cancel("0?"))
        .isEqualTo(new CancelOutcome.Refused(new Problem(503, "unknown", "leaving")));
    assertThat(requests)
        .containsExactly(
            "DELETE /v1/messages/01J null",
            "DELETE /v1/messages/01J null",
            "DELETE /v1/messages/0%3F null");
  }

  @Test
  void theRootChannelIsTheRootResourceAndStrangeNamesAreEncoded() throws Exception {
    answer((exchange, _) -> respond(exchange, 201, "application/json", REPLY));
    client.publish(Publication.text("notifications", "hi"));
    client.publish(Publication.text("what?#", "hi"));
    assertThat(requests)
        .containsExactly(
            "POST /notifications text/plain; charset=utf-8 null hi",
            "POST /notifications/what%3F%23 text/plain; charset=utf-8 null hi");
  }

  @Test
  void aRefusalIsAValueWithItsCode() throws Exception {
    String problem = "{\"title\":\"Forbidden\",\"code\":\"forbidden\",\"detail\":\"not you\"}";
    answer((exchange, _) -> respond(exchange, 403, "application/problem+json", problem));
    assertThat(client.publish(Publication.text("a", "hi").withKey("k")))
        .isEqualTo(new PublishOutcome.Refused(new Problem(403, "forbidden", "not you")));
    assertThat(requests).hasSize(1);
  }

  @Test
  void withAKeyALostAnswerAndABusyServerAreTriedAgain() throws Exception {
    answer((exchange, count) -> {
      switch (count) {
        case 1 -> exchange.close();
        case 2 -> respond(exchange, 503, "text/plain", "leaving");
        default -> respond(exchange, 201, "application/json", REPLY);
      }
    });
    assertThat(client.publish(Publication.text("a", "hi").withKey("k")))
        .isInstanceOf(PublishOutcome.Published.class);
    assertThat(requests).hasSize(3).allMatch(request -> request.endsWith(" k hi"));
  }

  @Test
  void withoutAKeyABusyServerIsNotTriedAgain() throws Exception {
    answer((exchange, _) -> respond(exchange, 503, "text/plain", "leaving"));
    assertThat(client.publish(Publication.text("a", "hi")))
        .isEqualTo(new PublishOutcome.Refused(new Problem(503, "unknown", "leaving")));
    assertThat(requests).hasSize(1);
  }

  @Test
  void noServerAtAllIsAnIoException() {
    server.stop(0);
    assertThatThrownBy(() -> client.publish(Publication.text("a", "hi").withKey("k")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aCutStreamIsResumedAfterTheLastMessage() {
    answer((exchange, count) -> {
      if (count == 1) {
        stream(exchange, "id: k-6\n\nid: k-7\ndata: one\n\nid: k-8\ndata: unfini");
        exchange.close();
      } else {
        stream(exchange, "id: k-7\n\nid: k-8\ndata: two\n\n");
        rest();
      }
    });
    try (Listening _ = client.listen(List.of("a"), "-5", recorder())) {
      await().until(() -> heard.contains("a k-8 two"));
    }
    assertThat(requests)
        .containsExactly("GET /notifications/a?since=-5 null", "GET /notifications/a k-7");
    assertThat(heard).startsWith("Open", "a k-7 one", "Waiting", "Open", "a k-8 two");
  }

  @Test
  void aStreamCutBeforeItsFirstMessageIsResumedToo() {
    answer((exchange, count) -> {
      stream(exchange, count == 1 ? "id: k-6\n\n" : "data: late\n\n");
      if (count > 1) {
        rest();
      }
      exchange.close();
    });
    try (Listening _ = client.listen(List.of("a"), recorder())) {
      await().until(() -> heard.contains("a k-6 late"));
    }
    assertThat(requests).containsExactly("GET /notifications/a null", "GET /notifications/a k-6");
  }

  @Test
  void aGapIsHeardBeforeTheNextMessage() {
    answer((exchange, _) -> {
      stream(
          exchange,
          """
          event: gap
          id: k-9
          data: {"missed":3,"position":"k-9"}

          id: k-10
          data: on

          event: gap
          id: q-1
          data: {"missed":null,"position":"q-1"}

          """);
      rest();
    });
    try (Listening _ = client.listen(List.of("a"), recorder())) {
      await().until(() -> heard.size() == 4);
    }
    assertThat(heard).startsWith("Open", "gap a 3 k-9", "a k-10 on", "gap a null q-1");
  }

  @Test
  void severalChannelsShareOneStream() {
    answer((exchange, _) -> {
      stream(
          exchange,
          """
          event: unsubscribed
          data: {"channel":"c","code":"forbidden"}

          id: x
          data: {"channel":"b","position":"k-1","data":{"n":1}}

          id: y
          data: {"channel":"a","position":"k-4","data":"hi"}

          """);
      rest();
    });
    try (Listening _ = client.listen(List.of("a", "b", "c"), "earliest", recorder())) {
      await().until(() -> heard.contains("a k-4 hi"));
    }
    assertThat(heard).startsWith("Open", "gone c", "b k-1 {\"n\":1}", "a k-4 hi");
    assertThat(requests)
        .containsExactly("GET /notifications?channel=a&channel=b&channel=c&since=earliest null");
  }

  @Test
  void aRefusalEndsTheListening() throws Exception {
    answer((exchange, _) -> respond(exchange, 404, "text/plain", "nothing here"));
    Listening listening = client.listen(List.of("a"), recorder());
    listening.await();
    assertThat(heard).containsExactly("Refused");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aBusyServerIsAskedAgainAndItsRetryIsHonoured() {
    answer((exchange, count) -> {
      switch (count) {
        case 1 -> respond(exchange, 503, "text/plain", "leaving");
        case 2 -> stream(exchange, "retry: 1\n\n");
        default -> {
          stream(exchange, "data: at last\n\n");
          rest();
        }
      }
      exchange.close();
    });
    try (Listening _ = client.listen(List.of("a"), recorder())) {
      await().until(() -> heard.contains("a  at last"));
    }
    assertThat(heard).startsWith("Waiting", "Open", "Waiting", "Open", "a  at last");
  }

  @Test
  void aStreamOnWhichNothingComesIsReplaced() {
    ClientTimings impatient =
        new ClientTimings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            4);
    answer((exchange, _) -> {
      stream(exchange, "id: k-1\n\n");
      rest();
    });
    try (BelfryClient own = clientWith(impatient);
        Listening _ = own.listen(List.of("a"), recorder())) {
      await().until(() -> requests.contains("GET /notifications/a k-1"));
    }
  }

  @Test
  void closingEndsTheListeningAtOnce() throws Exception {
    answer((exchange, _) -> {
      stream(exchange, "id: k-1\n\n");
      rest();
    });
    Listening listening = client.listen(List.of("a"), recorder());
    await().until(() -> heard.contains("Open"));
    listening.close();
    listening.await();
    assertThat(heard).containsExactly("Open", "Closed");
  }

  private Listener recorder() {
    return new Listener() {
      @Override
      public void onMessage(ReceivedMessage message) {
        heard.add(message.channel() + " " + message.position() + " " + message.data());
      }

      @Override
      public void onGap(String channel, GapFrame gap) {
        heard.add("gap " + channel + " " + gap.missed() + " " + gap.position());
      }

      @Override
      public void onUnsubscribed(String channel) {
        heard.add("gone " + channel);
      }

      @Override
      public void onState(ListenState state) {
        heard.add(state.getClass().getSimpleName());
      }
    };
  }

  private interface Answer {
    void to(HttpExchange exchange, int count) throws IOException;
  }

  private void answer(Answer answer) {
    server.createContext(
        "/",
        exchange -> {
          boolean publishes = exchange.getRequestMethod().equals("POST");
          String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              publishes
                  ? line
                      + header(exchange, "Content-Type")
                      + header(exchange, "Idempotency-Key")
                      + " "
                      + body
                  : line + header(exchange, "Last-Event-ID"));
          answer.to(exchange, requests.size());
        });
  }

  private static String header(HttpExchange exchange, String name) {
    return " " + exchange.getRequestHeaders().getFirst(name);
  }

  private static void respond(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// Begins an event stream and leaves it open.
  private static void stream(HttpExchange exchange, String events) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  /// Keeps the exchange open, idle, until the test has ended.
  private void rest() {
    try {
      testOver.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
