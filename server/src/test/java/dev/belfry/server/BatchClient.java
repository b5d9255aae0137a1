package dev.belfry.server;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A client that publishes many messages in one request, and reads history.
final class BatchClient implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();

  /// A body of messages `m0.`, `m1.` and so on.
  static String batch(int count, String channel) {
    return IntStream.range(0, count)
        .mapToObj(n -> "{\"channel\":\"" + channel + "\",\"data\":\"m" + n + ".\"}")
        .collect(Collectors.joining(",", "{\"messages\":[", "]}"));
  }

  HttpResponse<String> send(Belfry belfry, String body) throws Exception {
    return send(belfry, BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(Belfry belfry, BodyPublisher body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/v1/publish"))
            .header("Content-Type", "application/json")
            .POST(body)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  String history(Belfry belfry, String channel) throws Exception {
    String page = "/notifications/" + channel + "?limit=1000&after=x-0";
    HttpRequest request = HttpRequest.newBuilder(belfry.uri().resolve(page)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    http.close();
  }
}
