package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.metrics.ScrapedMetrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a real server tells Prometheus.
class MetricsEndpointTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private HttpResponse<String> get(URI base, String accept, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/metrics")).header("Accept", accept);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private ScrapedMetrics scrape(Belfry belfry) throws Exception {
    return ScrapedMetrics.read(get(belfry.uri(), "*/*").body());
  }

  @Test
  void whatHappensIsCountedAndNamesNoChannelAndNoUser() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start();
        TestSocket raw = new TestSocket(belfry.port(), "/notifications/strange:channel");
        FramedClient framed = new FramedClient(belfry.port())) {
      assertThat(framed.ask(1, "\"connect\":{\"user\":\"strangeuser\"}").has("ok")).isTrue();
      assertThat(framed.ask(2, "\"subscribe\":{\"channel\":\"strange:channel\"}").has("ok"))
          .isTrue();
      assertThat(framed.ask(3, "\"unsubscribe\":{\"channel\":\"strange:other\"}").has("error"))
          .isTrue();
      String publish = "\"publish\":{\"channel\":\"strange:channel\",\"data\":1}";
      assertThat(framed.ask(4, publish).has("ok")).isTrue();
      assertThat(raw.read()).isEqualTo("text:1");
      HttpRequest strange = HttpRequest.newBuilder(belfry.uri().resolve("/strange/path")).build();
      assertThat(http.send(strange, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(404);
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(scrape(belfry).value("belfry_deliveries_total")).isEqualTo(2.0));
      String page = get(belfry.uri(), "*/*").body();
      assertThat(page).doesNotContain("strange");
      ScrapedMetrics metrics = ScrapedMetrics.read(page);
      assertThat(metrics.value("belfry_publishes_total")).isEqualTo(1.0);
      assertThat(metrics.value("belfry_subscriptions")).isEqualTo(2.0);
      assertThat(metrics.value("belfry_channels")).isEqualTo(1.0);
      assertThat(metrics.value("belfry_connections{carrier=\"tcp\",kind=\"framed\"}"))
          .isEqualTo(1.0);
      assertThat(metrics.value("belfry_connections{carrier=\"tcp\",kind=\"websocket\"}"))
          .isEqualTo(1.0);
      assertThat(
              metrics.value("belfry_refusals_total{code=\"unknown-channel\",surface=\"framed\"}"))
          .isEqualTo(1.0);
      assertThat(metrics.value("belfry_refusals_total{code=\"not-found\",surface=\"http\"}"))
          .isEqualTo(1.0);
      assertThat(metrics.value("belfry_outbox_bytes_max")).isPositive();
      assertThat(metrics.sum("jvm_memory_used_bytes")).isPositive();
      assertThat(metrics.value("process_cpu_seconds_total")).isPositive();
    }
  }

  @Test
  void theProbeComesBackAndTheServerSaysSo() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      await()
          .atMost(LONG)
          .until(() -> scrape(belfry).value("belfry_probe_seconds_count{store=\"memory\"}") >= 1);
      ScrapedMetrics metrics = scrape(belfry);
      assertThat(metrics.value("belfry_deliveries_total")).isZero();
      assertThat(metrics.value("belfry_publishes_total")).isZero();
      assertThat(metrics.value("belfry_channels")).isZero();
      assertThat(metrics.value("belfry_loop_silence_seconds")).isLessThan(10.0);
    }
  }

  @Test
  void thoseWhoAskForOpenMetricsGetIt() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).set("server.admin.port", "0").start()) {
      URI admin = belfry.adminUri().orElseThrow();
      String wanted = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
      HttpResponse<String> open = get(admin, wanted);
      assertThat(open.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
      assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE belfry_publishes counter\n");
      HttpResponse<String> text = get(admin, "text/plain");
      assertThat(text.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(text.body()).contains("# TYPE belfry_publishes_total counter\n");
      assertThat(get(belfry.uri(), "*/*").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whereIdentityIsConfiguredItTakesTheScopeAdmin(@TempDir Path folder) throws Exception {
    KnownClients clients = new KnownClients(folder);
    String admin = "Bearer " + clients.bearer("key boss admin=ALL");
    String other = "Bearer " + clients.bearer("user 43 subscribe=news");
    try (Belfry belfry = clients.server().start()) {
      assertThat(get(belfry.uri(), "*/*").statusCode()).isEqualTo(401);
      assertThat(get(belfry.uri(), "*/*", "Authorization", other).statusCode()).isEqualTo(403);
      await()
          .atMost(LONG)
          .until(() -> get(belfry.uri(), "*/*", "Authorization", admin).statusCode() == 200);
      ScrapedMetrics metrics =
          ScrapedMetrics.read(get(belfry.uri(), "*/*", "Authorization", admin).body());
      assertThat(metrics.value("belfry_admissions_total{by=\"http\",outcome=\"user\"}"))
          .isEqualTo(1.0);
      assertThat(metrics.value("belfry_admissions_total{by=\"http\",outcome=\"anonymous\"}"))
          .isEqualTo(1.0);
    }
  }
}
