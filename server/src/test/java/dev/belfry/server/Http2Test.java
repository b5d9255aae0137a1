package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests over HTTP/2, by the JDK's client.
class Http2Test {
  @TempDir private Path folder;
  private SecureServer server;

  @BeforeEach
  void start() throws Exception {
    server = SecureServer.start(folder, Map.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsPublishedIsRead() throws Exception {
    HttpResponse<String> published = server.publish("/notifications", "one");
    assertThat(published.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(published.statusCode()).isEqualTo(201);
    assertThat(published.headers().firstValue("connection")).isEmpty();
    HttpResponse<String> page =
        server.send(
            server.request("/notifications?since=earliest").header("Accept", "application/json"));
    assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(page.body()).contains("\"one\"");
    assertThat(page.headers().firstValue("date")).isPresent();
  }

  @Test
  void aClientThatNamesNoProtocolIsSpokenToByHttp11() throws Exception {
    try (HttpClient old = server.client(HttpClient.Version.HTTP_1_1)) {
      HttpResponse<String> answer =
          old.send(server.request("/health/live").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void http2CanBeTurnedOff(@TempDir Path other) throws Exception {
    try (SecureServer without = SecureServer.start(other, Map.of("server.tls.http2", "false"))) {
      assertThat(without.send(without.request("/health/live")).version())
          .isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  @Test
  void headHasTheHeadersOfGetAndNoContent() throws Exception {
    HttpResponse<String> get = server.send(server.request("/openapi.yaml"));
    HttpResponse<String> head = server.send(server.request("/openapi.yaml").HEAD());
    assertThat(head.statusCode()).isEqualTo(get.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(get.headers().firstValue("content-length"))
        .isPresent();
    assertThat(get.body()).hasSizeGreaterThan(20_000);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void optionsSaysWhatIsAllowed() throws Exception {
    HttpResponse<String> options =
        server.send(server.request("/v1/publish").method("OPTIONS", BodyPublishers.noBody()));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("allow")).hasValue("POST, OPTIONS");
  }

  @Test
  void aScheduledMessageIsCancelled() throws Exception {
    HttpResponse<String> scheduled =
        server.send(
            server
                .request("/notifications")
                .header("Belfry-At", "PT1H")
                .POST(BodyPublishers.ofString("later")));
    assertThat(scheduled.statusCode()).isEqualTo(202);
    String id = scheduled.body().replaceAll("(?s).*\"id\" *: *\"([^\"]+)\".*", "$1");
    HttpResponse<String> cancelled = server.send(server.request("/v1/messages/" + id).DELETE());
    assertThat(cancelled.statusCode()).as(cancelled.body()).isIn(200, 204);
  }

  @Test
  void aBatchIsPublished() throws Exception {
    String batched =
        "{\"messages\":[{\"channel\":\"news\",\"data\":1},{\"channel\":\"news\",\"data\":2}]}";
    HttpResponse<String> batch =
        server.send(
            server
                .request("/v1/publish")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(batched)));
    assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
    assertThat(server.send(json("/notifications/news?since=earliest")).body())
        .contains("\"data\":1", "\"data\":2");
  }

  private HttpRequest.Builder json(String path) {
    return server.request(path).header("Accept", "application/json");
  }

  @Test
  void whatIsWrongIsTold() throws Exception {
    HttpResponse<String> missing = server.send(server.request("/nowhere"));
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(missing.body()).contains("not-found");
    HttpResponse<String> wrong =
        server.send(server.request("/v1/publish").method("PUT", BodyPublishers.noBody()));
    assertThat(wrong.statusCode()).isEqualTo(405);
    HttpResponse<String> foreign =
        server.send(server.request("/notifications").header("Origin", "https://evil.example"));
    assertThat(foreign.statusCode()).isEqualTo(403);
  }

  @Test
  void aLargeBodyIsTakenAndOneThatIsTooLargeIsRefusedBeforeItsEnd() throws Exception {
    assertThat(server.publish("/notifications", "x".repeat(65_000)).statusCode()).isEqualTo(201);
    HttpResponse<String> announced = server.publish("/notifications", "x".repeat(3_000_000));
    assertThat(announced.statusCode()).isEqualTo(413);
    byte[] block = new byte[1 << 16];
    HttpResponse<String> endless =
        server.send(
            server
                .request("/notifications")
                .POST(
                    BodyPublishers.ofByteArrays(
                        () -> IntStream.range(0, 100_000).mapToObj(_ -> block).iterator())));
    assertThat(endless.statusCode()).isEqualTo(413);
    assertThat(server.publish("/notifications", "still there").statusCode()).isEqualTo(201);
  }

  @Test
  void aBodyIsAskedForWhereItIsAnnounced() throws Exception {
    HttpResponse<String> published =
        server.send(
            server
                .request("/notifications")
                .expectContinue(true)
                .POST(BodyPublishers.ofString("asked for")));
    assertThat(published.statusCode()).isEqualTo(201);
  }

  @Test
  void manyRequestsGoTheirWaysOnOneConnection() throws Exception {
    assertThat(server.publish("/notifications", "first").statusCode()).isEqualTo(201);
    for (int round = 0; round < 10; round++) {
      publishTogether(50);
    }
    await().untilAsserted(() -> assertThat(server.belfry().connections()).isEqualTo(1));
  }

  private void publishTogether(int count) {
    CompletableFuture<?>[] answers =
        IntStream.range(0, count)
            .mapToObj(i ->
                server
                    .http()
                    .sendAsync(
                        server
                            .request("/notifications/many")
                            .POST(BodyPublishers.ofString("m" + i))
                            .build(),
                        HttpResponse.BodyHandlers.ofString())
                    .thenAccept(answer -> assertThat(answer.statusCode()).isEqualTo(201)))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(answers).join();
  }

  @Test
  void aHeadThatIsSomewhatTooLargeIsAnsweredWithTheReason() throws Exception {
    HttpResponse<String> response =
        server.send(server.request("/health/live").header("Cookie", "x".repeat(9_000)));
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.body()).contains("\"code\":\"too-large\"");
    assertThat(server.send(server.request("/health/live")).statusCode()).isEqualTo(200);
  }
}
