package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.config.ConfigLoader;
import dev.belfry.server.config.ConfigOutcome;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many durable publishes in one request, and publishes for later, with a whole server.
class DurableBatchTest {
  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.close();
  }

  private HttpResponse<String> send(Belfry belfry, BodyPublisher body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/v1/publish"))
            .header("Content-Type", "application/json")
            .POST(body)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String history(Belfry belfry, String channel) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                belfry.uri().resolve("/notifications/" + channel + "?limit=1000&after=x-0"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String batch(int count, String channel) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"channel\":\"" + channel + "\",\"data\":\"m" + n + ".\"}")
        .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
  }

  private Belfry durable() throws Exception {
    Path config = folder.resolve("belfry.yaml");
    Path data = folder.resolve("data");
    Files.writeString(
        config,
        "server: { port: 0 }\ndata: "
            + data
            + "\nchannels: [{ match: 'kept/**', durable: true }]\n");
    var loaded = (ConfigOutcome.Loaded) ConfigLoader.load(Optional.of(config), Map.of(), Map.of());
    return Belfry.builder().config(loaded.config()).start();
  }

  @Test
  void aThousandDurableMessagesAreKeptInTheirOrder() throws Exception {
    try (Belfry belfry = durable()) {
      HttpResponse<String> response =
          send(belfry, BodyPublishers.ofString(batch(1000, "kept/orders")));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).doesNotContain("error");
      assertThat(history(belfry, "kept/orders"))
          .containsSubsequence(IntStream.range(0, 1000).mapToObj(n -> "\"m" + n + ".\"").toList());
    }
  }

  @Test
  void whatIsScheduledAppearsAfterARestart() throws Exception {
    try (Belfry belfry = durable()) {
      String body = "{\"messages\":[{\"channel\":\"kept/a\",\"data\":\"later\",\"at\":\"1s\"}]}";
      assertThat(send(belfry, BodyPublishers.ofString(body)).body()).contains("\"at\"");
    }
    try (Belfry belfry = durable()) {
      await().until(() -> history(belfry, "kept/a").contains("later"));
    }
  }
}
