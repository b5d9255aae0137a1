package dev.belfry.conformance.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// Event streams of the JDK's client, over HTTP/2 where there is TLS: each hears what it publishes
/// itself, or reads nothing, and is cancelled.
final class Listeners {
  private final SoakedServer server;
  private final AtomicLong heard = new AtomicLong();

  Listeners(SoakedServer server) {
    this.server = server;
  }

  long heard() {
    return heard.get();
  }

  /// Opens one after another until it is over, many on one connection.
  Void come(Random random, BooleanSupplier over) throws InterruptedException {
    while (!over.getAsBoolean()) {
      HttpClient.Builder builder = HttpClient.newBuilder();
      server.trusting().ifPresent(builder::sslContext);
      HttpClient http = builder.build();
      try {
        for (int i = 0; i < 20 && !over.getAsBoolean(); i++) {
          come(http, random, over);
        }
      } catch (IOException ended) {
        Soak.pause(100);
      } finally {
        http.shutdownNow();
      }
    }
    return null;
  }

  private HttpRequest.Builder to(String channel) {
    String scheme = server.trusting().isPresent() ? "https" : "http";
    return HttpRequest.newBuilder(
        URI.create(scheme + "://localhost:" + server.port() + "/notifications/" + channel));
  }

  private void come(HttpClient http, Random random, BooleanSupplier over)
      throws IOException, InterruptedException {
    boolean reads = random.nextInt(3) > 0;
    String channel = reads ? "kept/listened" : "noise/" + random.nextInt(Trouble.CHANNELS);
    HttpRequest listen = to(channel).header("Accept", "text/event-stream").build();
    HttpResponse<InputStream> stream = http.send(listen, BodyHandlers.ofInputStream());
    if (stream.statusCode() == 503) { // the store pauses
      stream.body().close();
      Soak.pause(100);
      return;
    }
    boolean http2 = stream.version() == HttpClient.Version.HTTP_2;
    if (stream.statusCode() != 200 || http2 != server.trusting().isPresent()) {
      throw new IllegalStateException("no event stream as it should be: " + stream);
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), UTF_8), 1024)) {
      if (reads) {
        hear(http, lines, over);
      } else {
        Soak.pause(random.nextInt(2_000));
      }
    }
  }

  private void hear(HttpClient http, BufferedReader lines, BooleanSupplier over)
      throws IOException, InterruptedException {
    for (int i = 0; i < 10 && !over.getAsBoolean(); i++) {
      String text = "listened " + System.nanoTime();
      HttpRequest publish =
          to("kept/listened").POST(HttpRequest.BodyPublishers.ofString(text)).build();
      if (http.send(publish, BodyHandlers.discarding()).statusCode() == 201) {
        awaitLine(lines, "data: " + text);
        heard.incrementAndGet();
      }
      Soak.pause(100);
    }
  }

  private static void awaitLine(BufferedReader lines, String wanted) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.equals(wanted)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("the stream has ended before " + wanted);
    }
  }
}
