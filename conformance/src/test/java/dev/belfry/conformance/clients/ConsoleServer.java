package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server whose own pages are looked at, and what backends send to it meanwhile.
final class ConsoleServer implements AutoCloseable {
  private final RunningServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /// @param options of `belfry serve`
  ConsoleServer(String... options) throws IOException {
    server = RunningServer.start(options);
  }

  URI http(String path) {
    return server.http(path);
  }

  int port() {
    return server.port();
  }

  JsonNode post(String path, String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(http(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return JsonMapper.shared().readTree(answer.body());
  }

  void publish(String channel, String text) throws Exception {
    var _ = post("/notifications/" + channel, "text/plain", text);
  }

  void notify(String user, String title) throws Exception {
    var request = JsonMapper.shared().createObjectNode();
    request.putObject("to").put("user", user);
    request.putObject("notification").put("title", title).put("body", title);
    var _ = post("/v1/notify", "application/json", request.toString());
  }

  @Override
  public void close() {
    server.close();
    client.shutdownNow();
  }
}
