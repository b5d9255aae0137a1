package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.protocol.CloseCode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server logs that tells as much as it can, in JSON, while clients do all sorts of things.
/// Every secret and every body has this word in it.
class ServerLogsTest {
  private static final String PLANTED = "planted";
  private static final Pattern READY = Pattern.compile("Belfry listens on (http://\\S+)");
  private static final String CONFIGURATION =
      """
      server: { port: 0, log-level: debug, log-format: json, access-log: true }
      data: data
      limits: { message: 1KiB }
      auth:
        keys: keys.yaml
        tokens: [{ algorithm: HS256, secret: "planted-secret-of-32-bytes-or-more" }]
        callback: { url: "http://127.0.0.1:1/", secret: "planted-secret-of-the-callback-32" }
      channels: [{ match: "kept", durable: true }]
      """;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path log = Path.of("");
  private Process server;
  private String url = "";
  private String key = "";

  @BeforeEach
  void start() throws IOException, InterruptedException {
    log = folder.resolve("log");
    Path out = folder.resolve("out");
    key =
        CommandProcess.run(
                folder,
                Map.of(),
                "key",
                "create",
                "--name",
                "shop",
                "--scope",
                "publish",
                "--scope",
                "notify",
                "--file",
                "keys.yaml")
            .out()
            .strip();
    Files.writeString(folder.resolve("belfry.yaml"), CONFIGURATION);
    server =
        CommandProcess.builder(folder, Map.of(), "serve")
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    await().atMost(LONG).until(() -> READY.matcher(Files.readString(out)).find());
    Matcher ready = READY.matcher(Files.readString(out));
    assertThat(ready.find()).isTrue();
    url = ready.group(1);
  }

  @AfterEach
  void stop() {
    server.destroyForcibly();
    server.onExit().join();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LONG);
  }

  private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private int post(String path, String authorization, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        to(path)
            .header("Authorization", "Bearer " + authorization)
            .header("X-Request-Id", "request-1")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  private List<JsonNode> lines() throws IOException {
    return Files.readString(log).lines().map(JsonMapper.shared()::readTree).toList();
  }

  private List<Integer> statuses() throws IOException {
    return lines().stream()
        .filter(line -> line.path("logger").asString().equals("dev.belfry.access"))
        .map(line -> line.path("status").asInt())
        .toList();
  }

  @Test
  void noSecretAndNoBodyIsInTheLog() throws Exception {
    publishInAllWays();
    listenInAllWays();
    sendWhatNobodyUnderstands();
    await().atMost(LONG).until(() -> statuses().containsAll(List.of(201, 400, 401, 409, 413, 101)));
    server.destroy();
    server.waitFor();
    String text = Files.readString(log);
    assertThat(text.lines().filter(line -> line.contains(PLANTED))).isEmpty();
    assertThat(text).doesNotContain(key, key.substring(key.length() - 20));
    assertThat(text).as("one line an event").doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f]");
    assertThat(lines()).allMatch(line -> line.path("time").asString().endsWith("Z"));
    JsonNode first =
        lines().stream()
            .filter(line -> line.path("status").asInt() == 201)
            .findFirst()
            .orElseThrow();
    assertThat(first.path("method").asString()).isEqualTo("POST");
    assertThat(first.path("path").asString()).isEqualTo("/notifications/kept?since=5&key=***");
    assertThat(first.path("client").asString()).isEqualTo("127.0.0.1");
    assertThat(first.path("request").asString()).isEqualTo("request-1");
    assertThat(first.path("bytes").asInt()).isPositive();
    assertThat(first.path("millis").asDouble()).isPositive();
    JsonNode ended = lines().stream().filter(line -> line.has("closed")).findFirst().orElseThrow();
    assertThat(ended.path("status").asInt()).isEqualTo(101);
    assertThat(ended.path("closed").asInt()).isGreaterThanOrEqualTo(CloseCode.NORMAL);
    assertThat(ended.path("request").asString()).isEqualTo("socket-1");
  }

  private void publishInAllWays() throws Exception {
    assertThat(
            post("/notifications/kept?since=5&key=planted", key, PLANTED, "Idempotency-Key", "k"))
        .isEqualTo(201);
    assertThat(post("/notifications/kept", key, "planted other", "Idempotency-Key", "k"))
        .isEqualTo(409);
    assertThat(post("/notifications/kept", "planted-token", PLANTED)).isEqualTo(401);
    assertThat(post("/notifications/kept", "belfry_planted_key", PLANTED)).isEqualTo(401);
    assertThat(post("/notifications/kept", "a.planted.c", PLANTED)).isEqualTo(401);
    assertThat(
            post("/notifications/kept", key, "{\"planted\":", "Content-Type", "application/json"))
        .isEqualTo(400);
    assertThat(post("/notifications/kept", key, "planted ".repeat(1_000))).isEqualTo(413);
    for (String path : List.of("/v1/publish", "/v1/notify")) {
      assertThat(post(path, key, "{\"planted\":\"planted\"}", "Content-Type", "application/json"))
          .as(path)
          .isEqualTo(400);
    }
    assertThat(post("/notifications/x%0Aline%1b", key, PLANTED)).isEqualTo(400);
  }

  private void listenInAllWays() throws Exception {
    for (String query :
        List.of(
            "ticket=planted", "access_token=planted", "%74icket=planted", "a=1;TOKEN=planted")) {
      int status = send(to("/notifications/kept?" + query).header("Accept", "text/event-stream"));
      assertThat(status).as(query).isBetween(400, 503);
    }
    assertThat(send(to("/notifications/kept").header("Cookie", "belfry=planted; a=planted")))
        .isBetween(400, 503);
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .header("X-Request-Id", "socket-1")
            .subprotocols("belfry.v1.json")
            .buildAsync(
                URI.create(url.replace("http:", "ws:") + "/notifications"),
                new WebSocket.Listener() {})
            .join();
    try {
      socket
          .sendText("{\"id\":1,\"connect\":{\"token\":\"planted.planted.planted\"}}", true)
          .join();
      socket.sendText("{\"id\":2,\"planted\":{\"planted\":", true).join();
    } catch (CompletionException closedAlready) {
      // Nobody knows who it is.
    }
    socket.abort();
  }

  private void sendWhatNobodyUnderstands() throws IOException {
    for (String request :
        List.of(
            "planted planted planted\r\n\r\n",
            "GET /\u0001path HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization planted\r\n\r\n",
            "POST /notifications/kept HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + "planted\r\nTransfer-Encoding: chunked\r\n\r\nplanted\r\n")) {
      URI address = URI.create(url);
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        socket.setSoTimeout((int) LONG.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .doesNotContain("201 Created");
      }
    }
  }
}
