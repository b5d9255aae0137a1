package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RawWebSocket;
import dev.belfry.conformance.wire.RunningServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guide promises of an application that is asked who clients are: its user's cookie opens
/// the user's channel, and nothing else does.
@SuppressWarnings("NullAway.Init")
abstract class GuideAppContract {
  private static final String PAGE = "https://app.example.org";
  private static final String[] ANN = {"Cookie: session=ann", "Origin: " + PAGE};

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private GuideApp app;
  private RunningServer server;
  private String key;

  abstract GuideApp startApp() throws Exception;

  @BeforeEach
  void start() throws Exception {
    app = startApp();
    Path keys = folder.resolve("belfry-keys.yaml");
    key =
        RunningServer.run(
            "key", "create", "--name", "shop", "--scope", "publish", "--file", keys.toString());
    server =
        RunningServer.start(
            "--origins=" + PAGE,
            "--auth.keys=" + keys,
            "--auth.callback.url=" + app.uri(),
            "--auth.callback.secret=" + GuideApp.SECRET);
  }

  @AfterEach
  void stop() {
    server.close();
    app.close();
    http.close();
  }

  private int status(String path, String... headers) throws Exception {
    return send(HttpRequest.newBuilder(server.http(path)), headers).statusCode();
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws Exception {
    for (String header : headers) {
      request.header(header.split(": ")[0], header.split(": ")[1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int publish(String channel, String... headers) throws Exception {
    return send(
            HttpRequest.newBuilder(server.http("/notifications/" + channel))
                .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}")),
            headers)
        .statusCode();
  }

  @Test
  void theUsersCookieOpensTheUsersChannel() throws Exception {
    try (RawWebSocket socket = RawWebSocket.open(server.port(), "/notifications/orders:42", ANN)) {
      assertThat(publish("orders:42", "Authorization: Bearer " + key)).isEqualTo(201);
      assertThat(socket.readText()).isEqualTo("{\"n\":1}");
    }
    assertThat(status("/notifications/orders:42?limit=1", ANN)).isEqualTo(200);
  }

  @Test
  void nothingElseDoes() throws Exception {
    assertThat(status("/notifications/orders:43?limit=1", ANN)).isEqualTo(403);
    assertThat(publish("orders:42", ANN)).isEqualTo(403);
    assertThat(status("/notifications/orders:42?limit=1")).isEqualTo(401);
    assertThat(status("/notifications/orders:42?limit=1", "Cookie: session=bob")).isEqualTo(401);
    assertThat(status("/notifications/orders:42?limit=1", ANN[0], "Origin: https://evil.example"))
        .isEqualTo(403);
    assertThat(app.said()).doesNotContain("Error", "Traceback");
  }

  @Test
  void aQuestionThatIsNotBelfrysIsRefused() throws Exception {
    long now = Instant.now().getEpochSecond();
    String zeros = "0".repeat(64);
    assertThat(ask()).isEqualTo(403);
    for (String signature :
        List.of(
            "t=" + now + ",v1=" + zeros, "t=" + (now - 301) + ",v1=" + zeros, "t=1", "nonsense")) {
      assertThat(ask("Belfry-Signature: " + signature)).as(signature).isEqualTo(403);
    }
    assertThat(app.said()).doesNotContain("Error", "Traceback");
  }

  private int ask(String... headers) throws Exception {
    URI asked = app.uri();
    HttpRequest.Builder question =
        HttpRequest.newBuilder(asked)
            .header("Content-Type", "application/json")
            .header("Cookie", "session=ann")
            .POST(HttpRequest.BodyPublishers.ofString("{\"channels\":[\"orders:42\"]}"));
    return send(question, headers).statusCode();
  }
}
