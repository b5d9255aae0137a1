package dev.belfry.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests of an operator's command to a server, one after another, each answered with JSON.
final class ServerCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ServerAddress server;
  private final URI base;
  private final Map<String, String> headers;

  /// @param base without a slash at its end
  ServerCalls(ServerAddress server, URI base) {
    this.server = server;
    this.base = base;
    this.headers = server.checkedHeaders();
  }

  /// A part of a path or query, escaped.
  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    headers.forEach(request::header);
    return request;
  }

  /// @throws IOException where there is no answer, or it is not a success: with what the server
  ///   says is wrong
  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException noAnswer) {
      throw server.withAddress(base, noAnswer);
    }
    if (response.statusCode() != 200) {
      throw new IOException("refused: " + reason(response));
    }
    return JsonMapper.shared().readTree(response.body());
  }

  private static String reason(HttpResponse<String> response) {
    try {
      JsonNode problem = JsonMapper.shared().readTree(response.body());
      return response.statusCode() + " " + problem.path("detail").asString("");
    } catch (JacksonException notJson) {
      return response.statusCode() + " without a reason that can be read";
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
