package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.metrics.ScrapedMetrics;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The probe of a server that keeps channels on disk.
class DurableProbeTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  private String get(Belfry belfry, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(belfry.uri().resolve(path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void itGoesThroughTheDatabaseAndIsNotListed(@TempDir Path folder) throws Exception {
    try (Belfry belfry =
        Belfry.builder()
            .port(0)
            .set("data", folder.toString())
            .set("channels", "[{\"match\":\"orders\",\"durable\":true}]")
            .start()) {
      await()
          .atMost(LONG)
          .until(() -> metrics(belfry).value("belfry_probe_seconds_count{store=\"durable\"}") >= 1);
      ScrapedMetrics metrics = metrics(belfry);
      assertThat(metrics.value("belfry_store_commit_seconds_count{store=\"sqlite\"}")).isPositive();
      assertThat(metrics.value("belfry_store_group_messages_sum{store=\"sqlite\"}")).isPositive();
      assertThat(metrics.value("belfry_channels")).isZero();
      assertThat(get(belfry, "/v1/channels")).isEqualTo("{\"channels\":[]}");
      assertThat(get(belfry, "/health/ready")).isEqualTo("{\"status\":\"up\"}");
      assertThat(get(belfry, "/health/live")).isEqualTo("{\"status\":\"up\"}");
    } finally {
      http.shutdownNow();
    }
  }

  private ScrapedMetrics metrics(Belfry belfry) throws Exception {
    return ScrapedMetrics.read(get(belfry, "/metrics"));
  }
}
