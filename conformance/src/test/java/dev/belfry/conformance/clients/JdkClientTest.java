package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The HTTP client of the JDK.
@SuppressWarnings("NullAway.Init")
class JdkClientTest {
  private static RunningServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    server = RunningServer.start();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void whatOneSendsAllReceive() throws Exception {
    var mine = new Inbox();
    var theirs = new Inbox();
    WebSocket socket = open("/notifications/jdk", mine);
    open("/notifications/jdk", theirs);
    socket.sendText("Hello, world!", true).join();
    assertThat(mine.take()).isEqualTo("Hello, world!");
    assertThat(theirs.take()).isEqualTo("Hello, world!");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(mine.closed.get(60, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void aMessageInFragmentsArrivesAsOne() throws Exception {
    var inbox = new Inbox();
    WebSocket socket = open("/notifications/jdk-fragments", inbox);
    socket.sendText("one ", false).join();
    socket.sendPing(java.nio.ByteBuffer.allocate(4)).join();
    socket.sendText("two ", false).join();
    socket.sendText("three", true).join();
    assertThat(inbox.take()).isEqualTo("one two three");
  }

  @Test
  void subprotocolsThatTheServerDoesNotSpeakAreRefused() {
    CompletableFuture<WebSocket> refused =
        client
            .newWebSocketBuilder()
            .subprotocols("mqtt", "stomp")
            .buildAsync(server.webSocket("/notifications"), new Inbox());
    assertThatThrownBy(refused::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(400));
  }

  @Test
  void anEventStreamResumesAfterItsLastEventId() throws Exception {
    String path = "/notifications/jdk-stream";
    publish(path, "before");
    try (Stream<String> lines = listen(path, null)) {
      Iterator<String> stream = lines.iterator();
      String head = next(stream, "id:");
      publish(path, "one");
      assertThat(next(stream, "data:")).isEqualTo("one");
      publish(path, "two");
      try (Stream<String> resumed = listen(path, head)) {
        Iterator<String> again = resumed.iterator();
        assertThat(next(again, "data:")).isEqualTo("one");
        assertThat(next(again, "data:")).isEqualTo("two");
      }
    }
  }

  private static Stream<String> listen(String path, @Nullable String lastEventId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.http(path)).header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static String next(Iterator<String> lines, String field) {
    while (true) {
      String line = lines.next();
      if (line.startsWith(field)) {
        return line.substring(field.length()).strip();
      }
    }
  }

  private static void publish(String path, String data) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.http(path))
            .POST(HttpRequest.BodyPublishers.ofString(data))
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);
  }

  private static WebSocket open(String path, Inbox inbox) {
    return client.newWebSocketBuilder().buildAsync(server.webSocket(path), inbox).join();
  }

  /// What a WebSocket heard.
  private static final class Inbox implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        messages.add(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Nullable String take() throws InterruptedException {
      return messages.poll(10, TimeUnit.SECONDS);
    }
  }
}
