package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is told of durable channels to those who run the server.
class KnownChannelsTest {
  private final HttpClient http = HttpClient.newHttpClient();

  private String send(Belfry belfry, String path, String method, String body) throws Exception {
    URI target = belfry.uri().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void whatIsKeptOnDiskIsToldOfAChannelThatIsInMind(@TempDir Path folder) throws Exception {
    try (Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("data", folder.toString())
            .set("channels", "[{\"match\":\"orders\",\"durable\":true,\"history\":{\"count\":2}}]")
            .start()) {
      for (int i = 0; i < 3; i++) {
        var _ = send(belfry, "/notifications/orders", "POST", "m" + i);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> look(belfry).at("/kept/messages").asInt() == 2);
      JsonNode orders = look(belfry);
      assertThat(orders.get("durable").asBoolean()).isTrue();
      assertThat(orders.get("position").asString()).endsWith("-3");
      assertThat(orders.at("/kept/first").asString()).endsWith("-2");
      assertThat(orders.at("/kept/bytes").asInt()).isPositive();
      assertThat(send(belfry, "/v1/channels", "GET", "")).contains("\"name\":\"orders\"");
    } finally {
      http.shutdownNow();
    }
  }

  private JsonNode look(Belfry belfry) throws Exception {
    return JsonMapper.shared().readTree(send(belfry, "/v1/channels/orders", "GET", ""));
  }
}
