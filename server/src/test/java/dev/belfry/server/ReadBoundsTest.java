package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/// The settings that bound what one request reads.
class ReadBoundsTest {
  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static HttpRequest.Builder get(Belfry belfry, String path) {
    return HttpRequest.newBuilder(URI.create(belfry.uri() + path));
  }

  private static Belfry start() throws IOException {
    return Belfry.builder()
        .port(0)
        .set("limits.history-page", "2")
        .set("limits.channels-per-stream", "2")
        .start();
  }

  @Test
  void aPageOfHistoryHasNoMoreThanTheSettingSays() throws Exception {
    try (Belfry belfry = start()) {
      for (int i = 0; i < 3; i++) {
        send(get(belfry, "/notifications").POST(HttpRequest.BodyPublishers.ofString("m" + i)));
      }
      var page = send(get(belfry, "/notifications").header("Accept", "application/json"));
      assertThat(page.body()).contains("\"m1\"", "\"m2\"").doesNotContain("\"m0\"");
      assertThat(send(get(belfry, "/notifications?limit=3")).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void anEventStreamHasNoMoreChannelsThanTheSettingSays() throws Exception {
    try (Belfry belfry = start()) {
      String three = "/notifications?channel=a&channel=b&channel=c";
      assertThat(send(get(belfry, three)).statusCode()).isEqualTo(400);
    }
  }
}
