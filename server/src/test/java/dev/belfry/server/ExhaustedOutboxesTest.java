package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Clients that read nothing have used up what may wait: pages are short, but whoever reads gets
/// them.
class ExhaustedOutboxesTest {
  private static final String GET =
      """
      GET /notifications/large?limit=1000 HTTP/1.1\r
      Host: localhost\r
      Accept: application/json\r
      \r
      """;

  private final List<Socket> deaf = new ArrayList<>();
  private Belfry belfry;

  @BeforeEach
  void start() throws Exception {
    belfry =
        Belfry.builder()
            .port(0)
            .set("server.loops", "1")
            .set("server.drain", "0s")
            .set("limits.outboxes", "1MiB")
            .set("channels", "[{match: large, presence: true}]")
            .start();
    for (int i = 0; i < 800; i++) {
      belfry.publish("large", i + "x".repeat(1_000));
    }
    assertThat(page()).contains("\"0x").endsWith("\"more\":false}");
    for (int i = 0; i < 8; i++) {
      Socket socket = new Socket();
      deaf.add(socket);
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress("127.0.0.1", belfry.port()));
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> page().endsWith("\"more\":true}"));
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : deaf) {
      socket.close();
    }
    belfry.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(belfry.uri() + path))
              .header("Accept", "application/json")
              .build(),
          BodyHandlers.ofString());
    }
  }

  private String page() throws Exception {
    HttpResponse<String> page = get("/notifications/large?limit=1000&since=earliest");
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }

  @Test
  void aReaderGetsThroughTheHistoryInShortPages() throws Exception {
    String path = "/notifications/large?limit=1000&since=earliest";
    int messages = 0;
    int pages = 0;
    boolean more = true;
    while (more) {
      JsonNode page = JsonMapper.shared().readTree(get(path).body());
      messages += page.get("messages").size();
      pages++;
      more = page.get("more").asBoolean();
      path = "/notifications/large?limit=1000&after=" + page.get("position").asString();
    }
    assertThat(messages).isEqualTo(800);
    assertThat(pages).isGreaterThan(10);
  }

  @Test
  void aFramedClientGetsHistoryAndPresence() throws Exception {
    try (FramedClient client = FramedClient.connected(belfry.port())) {
      JsonNode page = client.ask(1, "\"history\":{\"channel\":\"large\",\"limit\":1000}");
      assertThat(page.get("ok").get("messages").size()).isPositive();
      assertThat(client.ask(2, "\"presence\":{\"channel\":\"large\"}").has("ok")).isTrue();
    }
    assertThat(get("/v1/presence/large").statusCode()).isEqualTo(200);
  }
}
