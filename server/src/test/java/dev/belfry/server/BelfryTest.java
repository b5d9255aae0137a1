package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The whole server over loopback, with clients that do what they should not.
class BelfryTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.close();
  }

  private HttpResponse<String> post(Belfry belfry, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Belfry belfry, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(belfry.uri().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whatAProgramPublishesEveryClientReceives() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start();
        TestSocket socket = new TestSocket(belfry.port(), "/notifications")) {
      await().until(() -> get(belfry, "/health/ready").statusCode() == 200);
      belfry.publish("notifications", "from inside");
      assertThat(socket.read()).isEqualTo("text:from inside");
      assertThat(get(belfry, "/notifications?after=x-1").body()).contains("from inside");
    }
  }

  @Test
  void aMessageTooLargeIsRefusedWithItsReason() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("limits.message", "1KiB").start()) {
      assertThatThrownBy(() -> belfry.publish("notifications", "x".repeat(2_000)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("too-large");
      assertThat(post(belfry, "/notifications", "x".repeat(2_000)).statusCode()).isEqualTo(413);
      try (TestSocket socket = new TestSocket(belfry.port(), "/notifications")) {
        socket.send("x".repeat(2_000));
        assertThat(socket.readToClose()).startsWith("close:1009");
      }
    }
  }

  @Test
  void aClientThatDoesNotReadDelaysNobodyAndGetsAllWhenItReads() throws Exception {
    try (Belfry belfry =
            Belfry.builder()
                .port(0)
                .set("history.count", "100000")
                .set("history.bytes", "64MiB")
                .start();
        TestSocket slow = new TestSocket(belfry.port(), "/notifications");
        TestSocket quick = new TestSocket(belfry.port(), "/notifications")) {
      String data = "x".repeat(10_000);
      for (int i = 0; i < 1_500; i++) {
        belfry.publish("notifications", i + data);
        assertThat(quick.read()).startsWith("text:" + i + "x");
      }
      for (int i = 0; i < 1_500; i++) {
        assertThat(slow.read()).startsWith("text:" + i + "x");
      }
    }
  }

  @Test
  void aRawClientThatMissedMessagesIsToldSoByItsClose() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("history.count", "10").start();
        TestSocket slow = new TestSocket(belfry.port(), "/notifications");
        TestSocket quick = new TestSocket(belfry.port(), "/notifications")) {
      String data = "x".repeat(10_000);
      for (int i = 0; i < 1_500; i++) {
        belfry.publish("notifications", i + data);
        assertThat(quick.read()).startsWith("text:");
      }
      assertThat(slow.readToClose()).startsWith("close:4005 {\"missed\":").contains("\"position\"");
    }
  }

  @Test
  void aClientTooSlowForAChannelWithoutHistoryIsClosed() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("history.count", "0").start();
        TestSocket slow = new TestSocket(belfry.port(), "/notifications");
        TestSocket quick = new TestSocket(belfry.port(), "/notifications")) {
      String data = "x".repeat(10_000);
      for (int i = 0; i < 1_500; i++) {
        belfry.publish("notifications", i + data);
        assertThat(quick.read()).startsWith("text:" + i + "x");
      }
      assertThat(slow.readToClose()).matches("close:4003.*|end");
    }
  }

  @Test
  void aClientThatDoesNotAnswerAPingIsClosed() throws Exception {
    try (Belfry belfry =
            Belfry.builder().port(0).set("limits.ping", "1s").set("limits.pong", "1s").start();
        TestSocket silent = new TestSocket(belfry.port(), "/notifications")) {
      assertThat(silent.read()).isEqualTo("ping");
      assertThat(silent.readToClose()).isEqualTo("close:4001 no pong");
    }
  }

  @Test
  void aClientThatTakesNothingAtAllIsClosedAfterAWhile() throws Exception {
    try (Belfry belfry =
            Belfry.builder()
                .port(0)
                .set("limits.stalled", "2s")
                .set("history.count", "100000")
                .set("history.bytes", "64MiB")
                .start();
        TestSocket stalled = new TestSocket(belfry.port(), "/notifications")) {
      for (int i = 0; i < 1_000; i++) {
        belfry.publish("notifications", i + "x".repeat(10_000));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(belfry.connections()).isZero());
      assertThat(stalled.readToClose()).isEqualTo("end");
    }
  }

  @Test
  void oneConnectionTooManyIsAnswered503() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("limits.connections", "2").start();
        TestSocket _ = new TestSocket(belfry.port(), "/notifications");
        TestSocket _ = new TestSocket(belfry.port(), "/notifications")) {
      HttpResponse<String> refused = get(belfry, "/health/live");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("\"code\":\"unavailable\"");
    }
  }

  @Test
  void tooManyPublishesInASecondPauseAWebSocketAndRefuseAPost() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("limits.publishes-per-second", "5").start();
        TestSocket socket = new TestSocket(belfry.port(), "/notifications")) {
      long started = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        socket.send("m" + i);
      }
      for (int i = 0; i < 12; i++) {
        assertThat(socket.read()).isEqualTo("text:m" + i);
      }
      assertThat(System.nanoTime() - started).isGreaterThan(1_300_000_000L);
      List<Integer> statuses = new CopyOnWriteArrayList<>();
      await()
          .until(() -> {
            statuses.add(post(belfry, "/notifications", "m").statusCode());
            return statuses.contains(429) && statuses.contains(201);
          });
    }
  }

  @Test
  void leavingSaysGoodbyeToEveryoneAndTakesNoLongerThanItHasTo() throws Exception {
    Belfry belfry = Belfry.builder().port(0).start();
    URI uri = belfry.uri();
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications");
        Socket stream = new Socket("127.0.0.1", belfry.port())) {
      String request = "GET /notifications HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n";
      stream.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
      while (!lines.readLine().startsWith("id:")) {
        // the head
      }
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(socket.readToClose()).isEqualTo("close:4000 {\"reconnectWithin\":15}");
      assertThat(lines.lines().toList()).anyMatch(line -> line.matches("retry: \\d+"));
      socket.hangUp();
      assertThat(leaving.join(Duration.ofSeconds(60))).isTrue();
      assertThatThrownBy(() -> new Socket("127.0.0.1", uri.getPort()))
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void leavingEndsThoughAClientStays() throws Exception {
    Belfry belfry = Belfry.builder().port(0).set("server.drain", "1s").start();
    try (TestSocket stubborn = new TestSocket(belfry.port(), "/notifications")) {
      Thread leaving = Thread.startVirtualThread(belfry::close);
      assertThat(leaving.join(Duration.ofSeconds(60))).isTrue();
      assertThat(stubborn.readToClose()).startsWith("close:4000");
      assertThat(stubborn.read()).isEqualTo("end");
    }
  }

  @Test
  void callbacksOfOneClientRunOneAfterAnotherAndMayBlock() throws Exception {
    BlockingHandler handler = new BlockingHandler();
    try (Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("limits.handler-mailbox", "4")
            .handler("/slow", handler)
            .start()) {
      TestSocket socket = new TestSocket(belfry.port(), "/slow");
      for (int i = 0; i < 200; i++) {
        socket.send("m" + i);
      }
      assertThat(get(belfry, "/health/ready").statusCode()).isEqualTo(200);
      handler.gate.countDown();
      await().untilAsserted(() -> assertThat(handler.seen).hasSize(201));
      socket.close();
      await().untilAsserted(() -> assertThat(handler.seen).endsWith("m199", "close"));
      assertThat(handler.seen).startsWith("open", "m0", "m1");
      assertThat(handler.runningMost).hasValue(1);
    }
  }

  @Test
  void whatWaitsForAHandlerIsBoundedBySizeTooAndNothingOfItIsLost() throws Exception {
    BlockingHandler handler = new BlockingHandler();
    try (Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("limits.handler-mailbox", "10000")
            .set("limits.incoming", "1MiB")
            .handler("/slow", handler)
            .start()) {
      TestSocket socket = new TestSocket(belfry.port(), "/slow");
      AtomicInteger sent = new AtomicInteger();
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < 1_000; i++) {
                socket.send("x".repeat(60_000));
                sent.incrementAndGet();
              }
            } catch (IOException closed) {
              throw new UncheckedIOException(closed);
            }
          });
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> before.getAndSet(sent.get()) == sent.get());
      assertThat(sender.isAlive()).as("sent " + sent).isTrue();
      handler.gate.countDown();
      await().untilAsserted(() -> assertThat(handler.seen).hasSize(1_001));
      socket.close();
    }
  }

  /// Blocks in every message until its gate opens.
  private static final class BlockingHandler implements ClientHandler {
    private final AtomicInteger running = new AtomicInteger();
    final AtomicInteger runningMost = new AtomicInteger();
    final List<String> seen = new CopyOnWriteArrayList<>();
    final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public void onOpen(Client client) {
      seen.add("open");
    }

    @Override
    public void onMessage(Client client, String text) {
      runningMost.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        var _ = gate.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      seen.add(text);
      running.decrementAndGet();
    }

    @Override
    public void onClose(Client client, int code) {
      seen.add("close");
    }
  }

  @Test
  void aHandlerThatFailsClosesItsClient() throws Exception {
    ClientHandler failing =
        new ClientHandler() {
          @Override
          public void onMessage(Client client, String text) {
            throw new IllegalStateException("on purpose");
          }
        };
    try (Belfry belfry = Belfry.builder().port(0).handler("/fails", failing).start();
        TestSocket socket = new TestSocket(belfry.port(), "/fails")) {
      socket.send("x");
      assertThat(socket.readToClose()).startsWith("close:1011");
    }
  }

  @Test
  void whatIsSentToAClientThatDoesNotReadIsBounded() throws Exception {
    List<Boolean> sent = new CopyOnWriteArrayList<>();
    ClientHandler talkative =
        new ClientHandler() {
          @Override
          public void onOpen(Client client) {
            boolean taken = true;
            while (taken && sent.size() < 10_000) {
              taken = client.send("x".repeat(10_000));
              sent.add(taken);
            }
          }
        };
    try (Belfry belfry = Belfry.builder().port(0).handler("/talks", talkative).start();
        TestSocket _ = new TestSocket(belfry.port(), "/talks")) {
      await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(sent).endsWith(false));
      assertThat(sent).hasSizeLessThan(2_000);
    }
  }

  @Test
  void aHandlerMayTakeThePlaceOfTheBroadcastOfAChannel() throws Exception {
    ClientHandler upper =
        new ClientHandler() {
          @Override
          public void onMessage(Client client, String text) {
            client.broadcast(text.toUpperCase(java.util.Locale.ROOT));
          }
        };
    try (Belfry belfry = Belfry.builder().port(0).handler("/notifications", upper).start();
        TestSocket socket = new TestSocket(belfry.port(), "/notifications")) {
      socket.send("hello");
      assertThat(socket.read()).isEqualTo("text:HELLO");
      assertThat(get(belfry, "/notifications?limit=5").body()).contains("HELLO");
    }
  }
}
