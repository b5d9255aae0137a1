package dev.belfry.conformance.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that a textbook server takes; after each, others are served.
@SuppressWarnings("NullAway.Init")
class HttpAttackTest {
  private static AttackedServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new AttackedServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void othersAreServed() throws IOException {
    server.servesOthers();
  }

  @Test
  void headersOneByteAtATimeEndWithTheHandshakeTimeout() throws Exception {
    List<Future<Boolean>> ended = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 300; i++) {
        ended.add(threads.submit(HttpAttackTest::endsWhileItDrips));
      }
    }
    for (Future<Boolean> connection : ended) {
      assertThat(connection.get()).isTrue();
    }
  }

  /// Sends a byte every 100 ms; whether the server ends that within 6 s.
  private static boolean endsWhileItDrips() throws IOException {
    try (RawConnection connection = server.connection()) {
      connection.send(lines("GET /notifications HTTP/1.1|Host: localhost|X-Slow: "));
      for (int i = 0; i < 60; i++) {
        connection.send("x");
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  @Test
  void connectionsThatNeverSayAWordEndToo() throws Exception {
    try (RawConnection connection = server.connection()) {
      assertThat(connection.endsWithin(Duration.ofSeconds(6))).isTrue();
    }
  }

  @Test
  void aForeignPageMayNotUpgrade() throws Exception {
    try (RawConnection connection = server.connection()) {
      String origin = "Origin: https://evil.example";
      assertThat(RawWebSocket.ask(connection, "/notifications", origin).status()).isEqualTo(403);
    }
  }

  @Test
  void aForeignPageMayNotPublish() throws Exception {
    try (RawConnection connection = server.connection()) {
      connection.post("/notifications", "x", "Origin: https://evil.example");
      assertThat(connection.readHead().status()).isEqualTo(403);
    }
  }

  @Test
  void aReboundNameIsMisdirected() throws Exception {
    assertThat(statusOf("GET /notifications HTTP/1.1|Host: evil.example||")).isEqualTo(421);
    String upgrade =
        "GET /notifications HTTP/1.1|Host: evil.example:8000|Connection: Upgrade|Upgrade: websocket"
            + "|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==||";
    assertThat(statusOf(upgrade)).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /notifications HTTP/1.1|Host: localhost|Host: localhost||",
        "GET /notifications HTTP/1.1|Host: localhost|Host: evil.example||",
        "GET /notifications HTTP/1.1||",
        "GET /notifications HTTP/1.1|Host: a b||",
        "GET notifications HTTP/1.1|Host: localhost||",
        "GET /notifications/%zz HTTP/1.1|Host: localhost||",
        "GET /notifications/%2e%2e HTTP/1.1|Host: localhost||",
        "POST /notifications HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length: 2||xx",
        "POST /notifications HTTP/1.1|Host: localhost|Content-Length: 3|"
            + "Transfer-Encoding: chunked||0||",
        "POST /notifications HTTP/1.1|Host: localhost|Content-Length: -1||",
        "POST /notifications HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||zz|",
        "GET /notifications HTTP/1.1|Host : localhost||",
        "GET /notifications HTTP/1.1|Host: localhost| folded: yes||",
        "\u0016\u0003\u0001\u0002||",
      })
  void aMalformedRequestIsABadOne(String request) throws Exception {
    assertThat(statusOf(request)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /notifications HTTP/9.9|Host: localhost||",
        "GET /notifications HTTP/2.0|Host: localhost||",
      })
  void anotherVersionOfHttpIsNotSpoken(String request) throws Exception {
    assertThat(statusOf(request)).isEqualTo(505);
  }

  @Test
  void headersOverTheLimitAreTooLarge() throws Exception {
    String start = "GET /notifications HTTP/1.1|Host: localhost|X-Large: ";
    assertThat(statusOf(start + "x".repeat(9_000) + "||")).isEqualTo(431);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (RawConnection connection = server.connection()) {
      for (int i = 0; i < 100; i++) {
        connection.post("/notifications/pipelined-" + i, "x");
      }
      for (int i = 0; i < 100; i++) {
        String body = connection.readBody(connection.readHead());
        assertThat(body).contains("\"pipelined-" + i + "\"");
      }
    }
  }

  /// Line ends are written as `|` here.
  private static String lines(String text) {
    return text.replace("|", "\r\n");
  }

  private static int statusOf(String request) throws IOException {
    try (RawConnection connection = server.connection()) {
      connection.send(lines(request));
      return connection.readHead().status();
    }
  }
}
