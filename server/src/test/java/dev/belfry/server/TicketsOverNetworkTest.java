package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tickets, which go where a token can't: into a URL.
class TicketsOverNetworkTest {
  private static final String USER = "user 42 subscribe=news,other publish=news";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String token = KnownClients.token(USER, Duration.ofHours(2));
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    belfry = new KnownClients(folder).server().set("origins", "https://app.example").start();
  }

  @AfterEach
  void stop() {
    belfry.close();
    http.shutdownNow();
  }

  private HttpResponse<String> ask(String body, String bearer, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(belfry.uri().resolve("/v1/tickets"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!bearer.isEmpty()) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String ticket(String... headers) throws Exception {
    HttpResponse<String> answer = ask("{\"channels\":[\"news\"]}", token, headers);
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode json = JsonMapper.shared().readTree(answer.body());
    assertThat(json.path("expires").asString()).matches("\\d{4}-.*Z");
    return json.path("ticket").asString();
  }

  private int stream(String target, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(belfry.uri().resolve(target)).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  @Test
  void aTicketOpensOneWebSocketThatMayPublishWhatItsTokenMay() throws Exception {
    String path = "/notifications/news?ticket=" + ticket();
    try (TestSocket socket = new TestSocket(belfry.port(), path)) {
      socket.send("hello");
      assertThat(socket.read()).isEqualTo("text:hello");
    }
    assertThatThrownBy(() -> new TestSocket(belfry.port(), path))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("HTTP/1.1 401");
  }

  @Test
  void aTicketOpensAnEventStreamAgainAndAgainForItsChannelsOnly() throws Exception {
    String ticket = ticket();
    assertThat(stream("/notifications/news?ticket=" + ticket)).isEqualTo(200);
    assertThat(stream("/notifications/news?ticket=" + ticket)).isEqualTo(200);
    assertThat(stream("/notifications/other?ticket=" + ticket)).isEqualTo(403);
    assertThat(stream("/notifications/news?ticket=" + ticket + "x")).isEqualTo(401);
    assertThat(stream("/notifications/news")).isEqualTo(401);
  }

  @Test
  void aTicketIsGoodForNothingElse() throws Exception {
    String ticket = ticket();
    HttpRequest publish =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news?ticket=" + ticket))
            .POST(HttpRequest.BodyPublishers.ofString("m"))
            .build();
    assertThat(http.send(publish, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(401);
    HttpRequest page =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/news?limit=1&ticket=" + ticket))
            .build();
    assertThat(http.send(page, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    assertThat(ask("{\"channels\":[\"news\"]}", ticket).statusCode()).isEqualTo(401);
  }

  @Test
  void aTicketOfAPageIsForPagesOfItsOriginOnly() throws Exception {
    String ticket = ticket("Origin", "https://app.example");
    String target = "/notifications/news?ticket=" + ticket;
    assertThat(stream(target, "Origin", "https://app.example")).isEqualTo(200);
    assertThat(stream(target, "Origin", belfry.uri().toString())).isEqualTo(401);
    assertThat(stream(target)).isEqualTo(401);
  }

  @Test
  void aTicketOfTheServersOwnPageIsTakenFromWhereABrowserWritesNoOrigin() throws Exception {
    String ticket = ticket("Origin", belfry.uri().toString());
    String target = "/notifications/news?ticket=" + ticket;
    assertThat(stream(target, "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    assertThat(stream(target, "Sec-Fetch-Site", "none")).isEqualTo(401);
  }

  @Test
  void aTicketIsIssuedForWhatATokenGrantsAndToNobodyElse() throws Exception {
    assertThat(ask("{\"channels\":[\"news\"]}", "").statusCode()).isEqualTo(401);
    assertThat(ask("{\"channels\":[\"secret\"]}", token).statusCode()).isEqualTo(403);
    assertThat(ask("{\"channels\":[]}", token).statusCode()).isEqualTo(400);
    assertThat(ask("{\"channels\":\"news\"}", token).statusCode()).isEqualTo(400);
    assertThat(ask("nonsense", token).statusCode()).isEqualTo(400);
    assertThat(ask("{\"channels\":[\"news\"]}", "a.b.c").statusCode()).isEqualTo(401);
  }
}
