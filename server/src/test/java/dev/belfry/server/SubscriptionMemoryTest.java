package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients whose subscriptions have used up what all may cost: others are refused in the words of
/// their protocol, and served once there is room.
class SubscriptionMemoryTest {
  private final List<FramedClient> greedy = new ArrayList<>();
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    belfry =
        Belfry.builder()
            .port(0)
            .set("server.loops", "1")
            .set("server.drain", "0s")
            .set("limits.subscriptions-bytes", "1MiB")
            .start();
    int refused = 0;
    for (int c = 0; refused == 0; c++) {
      assertThat(c).isLessThan(20);
      FramedClient client = FramedClient.connected(belfry.port());
      greedy.add(client);
      for (int i = 1; i <= 100; i++) {
        String subscribe = "\"subscribe\":{\"channel\":\"" + c + "/" + i + "\"}";
        refused += client.ask(i, subscribe).toString().contains("\"unavailable\"") ? 1 : 0;
      }
    }
  }

  @AfterEach
  void close() {
    belfry.close();
  }

  private void hangUp() throws IOException {
    for (FramedClient client : greedy) {
      client.close();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> belfry.connections() == 0);
  }

  private int streamStatus() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(belfry.uri() + "/notifications/news"))
              .header("Accept", "text/event-stream")
              .build();
      var response = client.send(request, BodyHandlers.ofInputStream());
      response.body().close();
      return response.statusCode();
    }
  }

  @Test
  void anEventStreamIsAnswered503UntilThereIsRoom() throws Exception {
    assertThat(streamStatus()).isEqualTo(503);
    hangUp();
    assertThat(streamStatus()).isEqualTo(200);
  }

  @Test
  void aRawWebSocketIsClosedWith1013UntilThereIsRoom() throws Exception {
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications/news")) {
      assertThat(socket.readToClose()).startsWith("close:1013 ");
    }
    hangUp();
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications/news")) {
      socket.send("hello");
      assertThat(socket.read()).isEqualTo("text:hello");
    }
  }

  @Test
  void publishesAndPagesAreServedMeanwhile() throws Exception {
    assertThat(belfry.publish("news", "hello").position().offset()).isPositive();
    try (FramedClient client = FramedClient.connected(belfry.port())) {
      assertThat(client.ask(1, "\"history\":{\"channel\":\"news\"}").toString()).contains("hello");
    }
  }
}
