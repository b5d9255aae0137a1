package dev.belfry.server;

import static dev.belfry.server.store.sql.BrokenDatabase.breakIn;
import static dev.belfry.server.store.sql.BrokenDatabase.mendIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server while its database is broken: what each surface says, and that it goes on when
/// the database does.
class BrokenDurableTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    belfry =
        Belfry.builder()
            .port(0)
            .set("server.drain", "1s")
            .set("data", folder.toString())
            .set("channels", "[{\"match\":\"kept/**\",\"durable\":true}]")
            .start();
  }

  @AfterEach
  void close() {
    belfry.close();
    http.close();
  }

  private void breakStore() throws Exception {
    breakIn(folder);
    assertThat(send("POST", "/notifications/kept/known", "").statusCode()).isEqualTo(503);
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    URI uri = belfry.uri().resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(SOON)
            .method(
                method,
                method.equals("POST")
                    ? HttpRequest.BodyPublishers.ofString("text")
                    : HttpRequest.BodyPublishers.noBody());
    if (headers.length > 1) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  private void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains("\"code\":\"unavailable\"");
  }

  @Test
  void historyAndEventStreamsAreAnswered503() throws Exception {
    breakStore();
    assertUnavailable(get("/notifications/kept/other?limit=1"));
    assertUnavailable(get("/notifications/kept/other?wait=20"));
    assertUnavailable(get("/notifications/kept/other", "Accept", "text/event-stream"));
  }

  @Test
  void anEventSourceIsToldToComeBack() throws Exception {
    breakStore();
    HttpResponse<String> response =
        get("/notifications/kept/other", "Accept", "text/event-stream", "Sec-Fetch-Mode", "cors");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("retry: 5000\n\n");
  }

  @Test
  void aRawSocketIsClosedWithACodeThatIsRetried() throws Exception {
    breakStore();
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications/kept/other")) {
      assertThat(socket.readToClose()).startsWith("close:1013 ");
    }
  }

  @Test
  void aFramedSocketHearsUnavailableAndSubscribesToTheSameChannelLater() throws Exception {
    breakStore();
    try (FramedClient client = FramedClient.connected(belfry.port())) {
      String subscribe = "\"subscribe\":{\"channel\":\"kept/other\"}";
      assertThat(client.ask(1, subscribe).at("/error/code").asString()).isEqualTo("unavailable");
      assertThat(client.ask(2, subscribe).at("/error/temporary").asBoolean()).isTrue();
      String history = "\"history\":{\"channel\":\"kept/other\"}";
      assertThat(client.ask(3, history).at("/error/code").asString()).isEqualTo("unavailable");
      String publish = "\"publish\":{\"channel\":\"kept/other\",\"data\":1}";
      assertThat(client.ask(4, publish).at("/error/code").asString()).isEqualTo("unavailable");
      mendIn(folder);
      awaitReady();
      assertThat(client.ask(5, subscribe).has("ok")).isTrue();
      client.send("{\"id\":6," + publish + "}");
      assertThat(client.read() + client.read()).contains("\"message\":{", "\"id\":6,\"ok\"");
    }
  }

  @Test
  void whoListensIsLeftInPeaceAndHearsWhatComesAfterwards() throws Exception {
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications/kept/known")) {
      socket.send("before");
      assertThat(socket.read()).isEqualTo("text:before");
      breakStore();
      assertThat(get("/notifications/kept/known?limit=1").body()).contains("before");
      mendIn(folder);
      awaitReady();
      assertThat(send("POST", "/notifications/kept/known").statusCode()).isEqualTo(201);
      assertThat(socket.read()).isEqualTo("text:text");
    }
  }

  @Test
  void readinessIsRedThoughNobodyPublishesAndGreenAfterwards() throws Exception {
    awaitReady();
    breakIn(folder);
    await().atMost(SOON).until(() -> get("/health/ready").statusCode() == 503);
    mendIn(folder);
    awaitReady();
    assertThat(send("POST", "/notifications/kept/known").statusCode()).isEqualTo(201);
  }

  private void awaitReady() {
    await().atMost(SOON).until(() -> get("/health/ready").statusCode() == 200);
  }
}
