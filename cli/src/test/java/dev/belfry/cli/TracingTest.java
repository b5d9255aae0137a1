package dev.belfry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.cli.tracing.OpenTelemetryTracing;
import dev.belfry.server.Belfry;
import dev.belfry.server.runtime.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Publishes that are followed by their `traceparent`, as a collector sees them.
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private static Map<String, String> variables(String endpoint) {
    Map<String, String> variables = new HashMap<>();
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "50");
    return variables;
  }

  private Belfry serve(Tracing tracing) throws IOException {
    return Belfry.builder()
        .port(0)
        .set("data", folder.toString())
        .set("channels", "[{\"match\":\"kept\",\"durable\":true}]")
        .tracing(tracing)
        .start();
  }

  private HttpResponse<String> post(Belfry server, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .timeout(LONG)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static TraceReceiver.Received only(List<TraceReceiver.Received> spans, String name) {
    List<TraceReceiver.Received> found =
        spans.stream().filter(each -> each.name().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aDurablePublishHasSpansForAppendAndCommitBelowThatOfItsCaller() throws Exception {
    try (TraceReceiver receiver = TraceReceiver.start();
        OpenTelemetryTracing tracing = OpenTelemetryTracing.start(variables(receiver.url()));
        Belfry server = serve(tracing)) {
      String traceparent = "00-" + TRACE + "-" + PARENT + "-01";
      assertThat(
              post(server, "/notifications/kept", "one", "traceparent", traceparent).statusCode())
          .isEqualTo(201);
      await().atMost(LONG).until(() -> receiver.spans().size() >= 3);
      List<TraceReceiver.Received> spans = receiver.spans();
      assertThat(spans).hasSize(3).allMatch(each -> each.trace().equals(TRACE));
      TraceReceiver.Received publish = only(spans, "publish");
      assertThat(publish.parent()).isEqualTo(PARENT);
      assertThat(publish.service()).isEqualTo("belfry");
      assertThat(publish.attribute("http.response.status_code")).isEqualTo("201");
      TraceReceiver.Received append = only(spans, "append");
      assertThat(append.parent()).isEqualTo(publish.id());
      assertThat(append.attribute("messaging.destination.name")).isEqualTo("kept");
      TraceReceiver.Received commit = only(spans, "commit");
      assertThat(commit.parent()).isEqualTo(publish.id());
      assertThat(commit.attribute("belfry.outcome")).isEqualTo("published");
      assertThat(commit.span().getStartTimeUnixNano())
          .isLessThanOrEqualTo(publish.span().getEndTimeUnixNano());
      String history =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create(server.uri() + "/notifications/kept?since=earliest"))
                      .header("Accept", "application/json")
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(history).as("subscribers don't see it").contains("one").doesNotContain(TRACE);
    }
  }

  @Test
  void publishesOverWebSocketsAreFollowedToo() throws Exception {
    try (TraceReceiver receiver = TraceReceiver.start();
        OpenTelemetryTracing tracing = OpenTelemetryTracing.start(variables(receiver.url()));
        Belfry server = serve(tracing)) {
      List<String> heard = new CopyOnWriteArrayList<>();
      publishOverWebSockets(server, heard);
      await().atMost(LONG).until(() -> receiver.spans().size() >= 6);
      List<TraceReceiver.Received> spans = receiver.spans();
      List<TraceReceiver.Received> parts =
          spans.stream().filter(each -> each.trace().equals(TRACE)).toList();
      assertThat(parts).hasSize(3);
      TraceReceiver.Received publish = only(parts, "publish");
      assertThat(publish.parent()).isEqualTo(PARENT);
      assertThat(publish.attribute("belfry.outcome")).isEqualTo("published");
      assertThat(only(parts, "append").parent()).isEqualTo(publish.id());
      assertThat(only(parts, "append").attribute("messaging.destination.name")).isEqualTo("kept");
      assertThat(only(parts, "commit").parent()).isEqualTo(publish.id());
      List<TraceReceiver.Received> others =
          spans.stream().filter(each -> !each.trace().equals(TRACE)).toList();
      assertThat(others.stream().map(each -> each.name() + " " + outcome(each)))
          .as("a publish that is refused, and one in raw mode, which begin traces")
          .containsExactlyInAnyOrder(
              "publish bad-request", "publish published", "append published");
      assertThat(only(others, "append").attribute("messaging.destination.name")).isEqualTo("raw");
      assertThat(heard).as("subscribers don't see it").noneMatch(each -> each.contains(TRACE));
    }
  }

  /// Returns once the publishers have heard themselves.
  private void publishOverWebSockets(Belfry server, List<String> heard) {
    WebSocket framed = open(server, "/notifications", heard, "belfry.v1.json");
    framed
        .sendText(
            """
            {"id":1,"connect":{}}
            {"id":2,"subscribe":{"channel":"kept"}}
            {"id":3,"publish":{"channel":"kept","data":"framed","traceparent":"00-%s-%s-01"}}
            {"id":4,"publish":{"channel":"no channel","data":1}}\
            """
                .formatted(TRACE, PARENT),
            true)
        .join();
    WebSocket raw = open(server, "/notifications/raw", heard);
    raw.sendText("unframed", true).join();
    await()
        .atMost(LONG)
        .until(() ->
            heard.contains("unframed")
                && heard.stream().anyMatch(each -> each.contains("{\"message\":")));
    framed.abort();
    raw.abort();
  }

  private static String outcome(TraceReceiver.Received span) {
    return span.attribute("belfry.outcome");
  }

  private WebSocket open(Belfry server, String path, List<String> heard, String... subprotocols) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (subprotocols.length > 0) {
      builder.subprotocols(subprotocols[0]);
    }
    URI uri = URI.create(server.uri().toString().replace("http:", "ws:") + path);
    return builder.buildAsync(uri, new Heard(heard)).join();
  }

  /// Keeps what comes.
  private record Heard(List<String> heard) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.add(text.toString());
      socket.request(1);
      return null;
    }
  }

  @Test
  void aBatchAndANotificationAreFollowedToo() throws Exception {
    try (TraceReceiver receiver = TraceReceiver.start();
        OpenTelemetryTracing tracing = OpenTelemetryTracing.start(variables(receiver.url()));
        Belfry server = serve(tracing)) {
      String batch =
          "{\"messages\":[{\"channel\":\"a\",\"data\":\"1\"},"
              + "{\"channel\":\"kept\",\"data\":\"2\"}]}";
      assertThat(post(server, "/v1/publish", batch, "Content-Type", "application/json").body())
          .contains("\"position\"");
      String notify = "{\"to\":{\"user\":\"42\"},\"notification\":{\"title\":\"hi\"}}";
      assertThat(
              post(server, "/v1/notify", notify, "Content-Type", "application/json").statusCode())
          .isEqualTo(201);
      assertThat(post(server, "/notifications/a", "refused", "Belfry-At", "1h").statusCode())
          .isEqualTo(202);
      await().atMost(LONG).until(() -> receiver.spans().size() >= 7);
      List<TraceReceiver.Received> spans = receiver.spans();
      assertThat(spans.stream().map(TraceReceiver.Received::name))
          .containsExactlyInAnyOrder(
              "publish batch", "append", "append", "commit", "notify", "publish", "append");
      assertThat(only(spans, "publish batch").parent()).as("it begins here").isEmpty();
    }
  }

  @Test
  void aCollectorThatIsDownOrHangsHoldsNobodyUp() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (TraceReceiver hanging = TraceReceiver.startHanging()) {
      for (String endpoint : List.of("http://127.0.0.1:" + free, hanging.url())) {
        Map<String, String> few = variables(endpoint);
        few.put("OTEL_BSP_MAX_QUEUE_SIZE", "64");
        few.put("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "32");
        try (OpenTelemetryTracing tracing = OpenTelemetryTracing.start(few);
            Belfry server = serve(tracing)) {
          for (int i = 0; i < 300; i++) { // more than the SDK keeps for it
            assertThat(post(server, "/notifications/quick", "x").statusCode()).isEqualTo(201);
          }
        }
      }
      await().atMost(LONG).until(hanging::wasAsked);
    }
  }

  @Test
  void onlyTheEnvironmentAsksForTraces() {
    assertThat(TraceSettings.askedFor(Map.of())).isFalse();
    assertThat(TraceSettings.askedFor(Map.of("OTEL_SERVICE_NAME", "x"))).isFalse();
    assertThat(TraceSettings.askedFor(Map.of("OTEL_TRACES_EXPORTER", "none"))).isFalse();
    Map<String, String> named = variables("http://127.0.0.1:4318");
    assertThat(TraceSettings.askedFor(named)).isTrue();
    named.put("OTEL_SDK_DISABLED", "true");
    assertThat(TraceSettings.askedFor(named)).isFalse();
    assertThat(TraceSettings.from(Map.of())).isSameAs(Tracing.NONE);
    assertThat(TraceSettings.from(Map.of("OTEL_TRACES_EXPORTER", "no such exporter")))
        .as("a server that can't trace serves")
        .isSameAs(Tracing.NONE);
  }

  @Test
  void whereNobodyAsksNoClassOfOpenTelemetryIsLoaded() throws Exception {
    Process server =
        CommandProcess.builder(
                folder, Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load"), "serve", "--port", "0")
            .redirectErrorStream(true)
            .start();
    try (var lines = server.inputReader()) {
      String line = lines.readLine();
      int loaded = 0;
      while (line != null && !line.contains("Belfry listens on")) {
        assertThat(line).doesNotContain("io.opentelemetry", "dev.belfry.cli.tracing");
        loaded++;
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(loaded).as("classes were told").isGreaterThan(1_000);
    } finally {
      server.destroyForcibly();
    }
  }
}
