package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What of the contract of sockets goes over HTTP/2, on each transport: event streams, and what is
/// asked and answered.
@ParameterizedClass
@ValueSource(strings = {"epoll", "nio", "io_uring"})
class Http2SocketContractTest {
  private static final String PATH = "/notifications/news";
  private static final int MESSAGES = 1_000;
  private static final String LARGE = "x".repeat(16_000);

  @Parameter private String transport = "";
  @TempDir private Path folder;
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private SecureServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        SecureServer.start(
            folder,
            Map.of("server.transport", transport, "server.drain", "1s", "history.bytes", "64MiB"));
  }

  @AfterEach
  void stop() {
    server.close();
    readers.shutdownNow();
  }

  private Iterator<String> stream(String... headers) throws Exception {
    HttpRequest.Builder request = server.request(PATH).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<Stream<String>> response =
        server.http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body().iterator();
  }

  private static String next(Iterator<String> lines, String prefix) {
    String line = lines.next();
    while (!line.startsWith(prefix)) {
      line = lines.next();
    }
    return line.substring(prefix.length());
  }

  private String publish(String text) {
    return server.belfry().publish("news", text).position().toString();
  }

  @Test
  void anEventStreamCarriesWhatIsPublishedResumesAndIsToldThatTheServerLeaves() throws Exception {
    Iterator<String> first = stream();
    String position = publish("one");
    assertThat(next(first, "id: ")).isNotEmpty();
    assertThat(next(first, "id: ")).isEqualTo(position);
    assertThat(next(first, "data: ")).isEqualTo("one");
    publish("two");
    Iterator<String> resumed = stream("Last-Event-ID", position);
    for (Iterator<String> each : List.of(first, resumed)) {
      assertThat(next(each, "data: ")).isEqualTo("two");
    }
    List<Future<String>> ends = new ArrayList<>();
    for (Iterator<String> each : List.of(first, resumed)) {
      ends.add(readers.submit(() -> restOf(each)));
    }
    server.belfry().close();
    for (Future<String> end : ends) {
      assertThat(end.get()).contains("retry: ").doesNotContain("data: ");
    }
  }

  /// What comes until the stream is cut.
  private static String restOf(Iterator<String> lines) {
    StringBuilder rest = new StringBuilder();
    try {
      while (lines.hasNext()) {
        rest.append(lines.next()).append('\n');
      }
    } catch (UncheckedIOException cut) {
      return rest.toString();
    }
    return "an end, and no cut";
  }

  @Test
  void anEventStreamThatIsNotReadCarriesAllOfItLaterAndHoldsUpNoOther() throws Exception {
    Iterator<String> unread = stream();
    Iterator<String> other = stream();
    IntStream.range(0, MESSAGES).forEach(number -> publish(number + LARGE));
    for (Iterator<String> each : List.of(other, unread)) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(next(each, "data: ")).isEqualTo(i + LARGE);
      }
    }
  }

  private JsonNode ask(String method, String path, String body, int status, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        server.request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = server.send(request);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(status);
    return response.body().isEmpty()
        ? JsonMapper.shared().nullNode()
        : JsonMapper.shared().readTree(response.body());
  }

  @Test
  void whatIsAskedIsAnswered() throws Exception {
    ask("POST", PATH, "hello", 201);
    ask("POST", PATH, LARGE.repeat(3), 201);
    String batch = "{\"messages\":[{\"channel\":\"news\",\"data\":1}]}";
    ask("POST", "/v1/publish", batch, 200, "Content-Type", "application/json");
    JsonNode later = ask("POST", PATH, "later", 202, "Belfry-At", "1h");
    ask("DELETE", "/v1/messages/" + later.path("id").asString(), "", 204);
    assertThat(ask("GET", PATH + "?limit=10", "", 200).path("messages")).hasSize(3);
    ask("GET", PATH + "?limit=0", "", 400);
    ask("GET", "/nothing", "", 404);
    ask("PUT", PATH, "x", 405);
    ask("POST", PATH, "x".repeat(70_000), 413);
    ask("GET", "/health/ready", "", 200);
  }
}
