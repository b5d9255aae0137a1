package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Many publishes in one request, with a whole server.
class BatchOverSocketTest {
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

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("limits.batch", "1KiB").start()) {
      byte[] body = batch(100, "a").getBytes(StandardCharsets.UTF_8);
      HttpResponse<String> response =
          send(belfry, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(history(belfry, "a")).doesNotContain("m0.");
    }
  }

  @Test
  void eachMessageCountsWherePublishesASecondAreBounded() throws Exception {
    try (Belfry belfry =
        Belfry.builder().port(0).set("limits.publishes-per-second", "10").start()) {
      String body = send(belfry, BodyPublishers.ofString(batch(100, "a"))).body();
      assertThat(body).contains("rate-limited");
      assertThat(history(belfry, "a")).contains("m0.").doesNotContain("m99.");
    }
  }
}
