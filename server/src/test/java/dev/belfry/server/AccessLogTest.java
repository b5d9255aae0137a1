package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lines of the access log about connections that last: one when they begin, one when they end.
class AccessLogTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PATH = "/notifications/news";

  @TempDir private Path folder;

  private static LogLines lines() {
    return LogLines.of("dev.belfry.access");
  }

  /// Waits for so many lines about one request.
  private static List<String> of(LogLines lines, String id, int many) {
    await().atMost(LONG).until(() -> withId(lines, id).size() >= many);
    return withId(lines, id);
  }

  private static List<String> withId(LogLines lines, String id) {
    return lines.all().stream().filter(line -> line.contains(" id " + id)).toList();
  }

  private static String idOf(String id) {
    return "X-Request-Id: " + id;
  }

  /// A line of an end, whose bytes are those that were sent after the head.
  private static String end(int status, String bytes, String id, int closed) {
    return "INFO 127.0.0.1 GET %s %d %s bytes [0-9.]+ ms id %s closed %d"
        .formatted(PATH, status, bytes, id, closed);
  }

  @Test
  void webSocketsHaveALineAtTheirBeginningAndOneAtTheirEnd() throws Exception {
    try (LogLines lines = lines();
        Belfry belfry = Belfry.builder().port(0).set("server.access-log", "true").start()) {
      try (TestSocket socket = new TestSocket(belfry.port(), PATH, idOf("left"))) {
        assertThat(of(lines, "left", 1).getFirst()).contains(" 101 0 bytes ").endsWith(" id left");
        belfry.publish("news", "x".repeat(100));
        assertThat(socket.read()).startsWith("text:x");
        socket.sendClose(1000);
        assertThat(socket.readToClose()).startsWith("close:1000");
      }
      // a frame of 100 bytes and one of the code, each with 2 bytes before it
      assertThat(of(lines, "left", 2).getLast()).matches(end(101, "106", "left", 1000));
      try (TestSocket socket = new TestSocket(belfry.port(), PATH, idOf("cut"))) {
        socket.hangUp();
      }
      assertThat(of(lines, "cut", 2).getLast()).matches(end(101, "0", "cut", 1006));
      try (FramedClient client = new FramedClient(belfry.port(), idOf("wrong"))) {
        client.send("no frame");
        assertThat(client.readToClose()).startsWith("close:4501");
      }
      assertThat(of(lines, "wrong", 2).getLast()).endsWith(" id wrong closed 4501");
    }
  }

  @Test
  void theServersOwnEndHasALineForEachConnectionThatWasLeft() throws Exception {
    try (LogLines lines = lines()) {
      Belfry belfry = Belfry.builder().port(0).set("server.access-log", "true").start();
      String headers = "Accept: text/event-stream\r\n" + idOf("stream") + "\r\n";
      try (TestSocket socket = new TestSocket(belfry.port(), PATH, idOf("socket"));
          StreamClient stream = new StreamClient(belfry.port(), PATH, headers)) {
        assertThat(stream.read()).startsWith("retry: ");
        Thread closing = Thread.ofVirtual().start(belfry::close);
        assertThat(socket.readToClose()).startsWith("close:4000");
        socket.hangUp();
        closing.join();
        assertThat(withId(lines, "socket")).as("all is written").hasSize(2);
        assertThat(withId(lines, "socket").getLast()).endsWith(" closed 4000");
        assertThat(withId(lines, "stream")).hasSize(2);
        assertThat(withId(lines, "stream").getLast())
            .matches(end(200, "[1-9][0-9]+", "stream", 4000));
      } finally {
        belfry.close();
      }
    }
  }

  @Test
  void anEventStreamThatItsClientLeavesEndsWithoutACode() throws Exception {
    try (LogLines lines = lines();
        SecureServer server = SecureServer.start(folder, Map.of("server.access-log", "true"))) {
      HttpRequest.Builder request =
          server.request(PATH).header("Accept", "text/event-stream").header("X-Request-Id", "h2");
      HttpResponse<Stream<String>> stream =
          server.http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
      assertThat(stream.statusCode()).isEqualTo(200);
      Iterator<String> received = stream.body().iterator();
      server.belfry().publish("news", "heard");
      while (!received.next().equals("data: heard")) {
        // what comes before it
      }
      stream.body().close();
      assertThat(of(lines, "h2", 2).getFirst()).contains(" 200 0 bytes ").endsWith(" id h2");
      assertThat(of(lines, "h2", 2).getLast()).matches(end(200, "[1-9][0-9]+", "h2", 1006));
    }
  }

  @Test
  void anEventStreamThatCanNotBeginHasOneLineWithItsStatus() throws Exception {
    String token = KnownClients.token("user 42 subscribe=news", Duration.ofHours(1));
    String headers = "Accept: text/event-stream\r\nAuthorization: Bearer " + token + "\r\n";
    try (LogLines lines = lines()) {
      try (Belfry belfry =
              new KnownClients(folder)
                  .server()
                  .set("server.access-log", "true")
                  .set("limits.connections-per-user", "1")
                  .start();
          StreamClient first = new StreamClient(belfry.port(), PATH, headers)) {
        assertThat(first.read()).startsWith("retry: ");
        assertThatThrownBy(
                () -> new StreamClient(belfry.port(), PATH, headers + idOf("refused") + "\r\n"))
            .hasMessageStartingWith("HTTP/1.1 429");
        assertThat(of(lines, "refused", 1).getFirst())
            .matches("INFO .* 429 [1-9][0-9]+ bytes .* id refused");
      }
      assertThat(withId(lines, "refused")).as("none of an end").hasSize(1);
    }
  }
}
