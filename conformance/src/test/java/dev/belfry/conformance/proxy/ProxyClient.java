package dev.belfry.conformance.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// Requests to a proxy.
///
/// @param origin of the pages that come from it, without a `/` at its end
record ProxyClient(String origin, HttpClient http) implements AutoCloseable {
  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  int status(String path) throws Exception {
    return send(to(path)).statusCode();
  }

  /// What is published while an event stream is open comes at once.
  ///
  /// @param publish of `now`
  HttpResponse<InputStream> streamIsNotHeldBack(String channel, HttpRequest.Builder publish)
      throws Exception {
    HttpRequest listen = to(channel).header("Accept", "text/event-stream").build();
    HttpResponse<InputStream> stream = http.send(listen, BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      assertThat(send(publish).statusCode()).isEqualTo(201);
      String line = lines.readLine();
      while (!line.equals("data: now")) {
        line = lines.readLine();
      }
    }
    return stream;
  }

  /// Of a proxy whose server is not there: an EventSource comes back, others are told so.
  void eventSourceIsToldToComeBack(String channel) throws Exception {
    HttpResponse<String> stream = send(to(channel).header("Accept", "text/event-stream"));
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(stream.body()).matches("retry: [1-9][0-9]{3}\n\n");
    HttpResponse<String> other = send(to(channel).POST(BodyPublishers.ofString("lost")));
    assertThat(other.statusCode()).isEqualTo(503);
    assertThat(other.headers().firstValue("Retry-After")).contains("5");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
