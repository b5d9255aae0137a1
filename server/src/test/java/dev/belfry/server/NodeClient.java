package dev.belfry.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/// A client of servers that share their channels, by the JDK's HTTP and WebSocket.
public final class NodeClient implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();

  private static URI at(Belfry node, String path) {
    return URI.create("http://localhost:" + node.port() + path);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// The text of a resource.
  public String get(Belfry node, String path) throws Exception {
    return send(HttpRequest.newBuilder(at(node, path)).build()).body();
  }

  public boolean ready(Belfry node) throws Exception {
    return send(HttpRequest.newBuilder(at(node, "/health/ready")).build()).statusCode() == 200;
  }

  /// Publishes a text and returns the status of the answer.
  ///
  /// @param headers names and values in turn
  public int publish(Belfry node, String channel, String text, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at(node, "/notifications/" + channel))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(text));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build()).statusCode();
  }

  /// Listens to a channel, raw. Returns what it hears from then on; at last `closed` and the code,
  /// where the server closes.
  public List<String> listen(Belfry node, String channel) {
    List<String> heard = new CopyOnWriteArrayList<>();
    http.newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://localhost:" + node.port() + "/notifications/" + channel),
            new Writer(heard))
        .join();
    return heard;
  }

  /// Ends it with what is still open.
  @Override
  public void close() {
    http.shutdownNow();
  }

  /// Writes down what a socket hears; at last `closed` and the code, where the server closes.
  record Writer(List<String> heard) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }
  }
}
