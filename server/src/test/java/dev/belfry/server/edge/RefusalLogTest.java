package dev.belfry.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.LogLines;
import dev.belfry.server.session.FramedSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is refused is told at level debug.
class RefusalLogTest {
  private final Belfry server;
  private final HttpClient client = HttpClient.newHttpClient();

  RefusalLogTest() throws IOException {
    server = Belfry.builder().port(0).start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  private void post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var _ = client.send(request, BodyHandlers.ofString());
  }

  @Test
  void aRequestThatIsRefusedIsToldWithItsReasonAndOneThatIsServedIsNot() throws Exception {
    try (LogLines lines = LogLines.of(RefusalLog.class)) {
      post("/notifications/a", "1");
      post("/notifications/a", "{");
      post("/nowhere", "1");
      assertThat(lines.all()).hasSize(2);
      assertThat(lines.all().getFirst())
          .startsWith("DEBUG POST /notifications/a is answered 400: {")
          .contains("the body is not JSON");
      assertThat(lines.all().getLast()).startsWith("DEBUG POST /nowhere is answered 404");
    }
  }

  @Test
  void aCommandThatIsRefusedIsTold() throws Exception {
    try (LogLines lines = LogLines.of(FramedSession.class)) {
      URI address = URI.create("ws://127.0.0.1:" + server.port() + "/notifications");
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("belfry.v1.json")
              .buildAsync(address, new WebSocket.Listener() {})
              .get();
      socket.sendText("{\"id\":1,\"subscribe\":{\"channel\":\"no name\"}}", true).get();
      await().until(() -> !lines.all().isEmpty());
      assertThat(lines.all().getFirst()).startsWith("DEBUG a command is refused: ");
      socket.abort();
    }
  }
}
