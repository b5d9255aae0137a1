package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Event streams over HTTP/2, by the JDK's client.
class Http2StreamsTest {
  private static final int STREAMS = 30;

  @TempDir private Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
  private SecureServer server;

  /// Starts a server, and a connection to it that all streams of its client will share.
  private void start() throws Exception {
    server = SecureServer.start(folder, settings);
    assertThat(server.send(server.request("/health/live")).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
  }

  @AfterEach
  void stop() {
    server.close();
    readers.shutdownNow();
  }

  private HttpResponse<Stream<String>> open(String path, String... headers) throws Exception {
    HttpRequest.Builder request = server.request(path).header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<Stream<String>> response =
        server.http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return response;
  }

  private Iterator<String> lines(String path, String... headers) throws Exception {
    HttpResponse<Stream<String>> response = open(path, headers);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("transfer-encoding")).isEmpty();
    return response.body().iterator();
  }

  private static String next(Iterator<String> lines, String prefix) {
    String line = lines.next();
    while (!line.startsWith(prefix)) {
      line = lines.next();
    }
    return line.substring(prefix.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio", "io_uring"})
  void thirtyStreamsOfOneConnectionEachGetEveryMessage(String transport) throws Exception {
    settings.put("server.transport", transport);
    start();
    List<Iterator<String>> streams = new CopyOnWriteArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(lines("/notifications/news"));
    }
    assertThat(server.belfry().connections()).isEqualTo(STREAMS + 1);
    for (int i = 0; i < 1_000; i++) {
      server.belfry().publish("news", "message " + i);
    }
    for (Iterator<String> lines : streams) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(next(lines, "data: ")).isEqualTo("message " + i);
      }
    }
  }

  @Test
  void largeMessagesComeThroughTheWindows() throws Exception {
    settings.put("history.bytes", "64MiB");
    start();
    Iterator<String> lines = lines("/notifications/news");
    for (int i = 0; i < 200; i++) {
      server.belfry().publish("news", i + "x".repeat(60_000));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(next(lines, "data: ")).isEqualTo(i + "x".repeat(60_000));
    }
  }

  @Test
  void aStreamOfSeveralChannelsIsResumedWhereItWasLeft() throws Exception {
    start();
    Iterator<String> lines = lines("/notifications?channel=a&channel=b");
    server.belfry().publish("a", "one");
    assertThat(next(lines, "data: ")).contains("\"one\"");
    server.belfry().publish("b", "two");
    server.belfry().publish("a", "three");
    String place = next(lines, "id: ");
    assertThat(next(lines, "data: ")).contains("\"two\"");
    Iterator<String> resumed = lines("/notifications?channel=a&channel=b", "Last-Event-ID", place);
    assertThat(next(resumed, "data: ")).contains("\"three\"");
  }

  @Test
  void aStreamBeginsInThePast() throws Exception {
    start();
    server.belfry().publish("news", "before");
    assertThat(next(lines("/notifications/news?since=earliest"), "data: ")).isEqualTo("before");
  }

  @Test
  void aStreamThatItsClientLeavesIsOver() throws Exception {
    start();
    HttpResponse<Stream<String>> response = open("/notifications/news");
    assertThat(server.belfry().connections()).isEqualTo(2);
    response.body().close();
    await().untilAsserted(() -> assertThat(server.belfry().connections()).isEqualTo(1));
  }

  @Test
  void aServerThatLeavesSaysWhenToComeBackAndCutsTheStreams() throws Exception {
    settings.put("server.drain", "2s");
    start();
    List<Iterator<String>> streams =
        List.of(lines("/notifications/a"), lines("/notifications/b"), lines("/notifications/c"));
    for (Iterator<String> lines : streams) {
      assertThat(Integer.parseInt(next(lines, "retry: "))).isBetween(2_000, 5_000);
    }
    List<Future<String>> goodbyes =
        streams.stream().map(lines -> readers.submit(() -> goodbye(lines))).toList();
    server.belfry().close();
    for (Future<String> goodbye : goodbyes) {
      assertThat(Integer.parseInt(goodbye.get())).isGreaterThanOrEqualTo(3_000);
    }
  }

  /// Reads until the stream is cut; returns after how long the client is to come back.
  private static String goodbye(Iterator<String> lines) {
    String retry = "";
    try {
      while (lines.hasNext()) {
        String line = lines.next();
        retry = line.startsWith("retry: ") ? line.substring("retry: ".length()) : retry;
      }
    } catch (UncheckedIOException cut) {
      return retry;
    }
    return "an end, and no cut";
  }

  @Test
  void aKeyThatIsRevokedEndsAStreamWithinASecondAndTheOthersStay() throws Exception {
    KnownClients clients = new KnownClients(folder);
    settings.put("auth.keys", folder.resolve("keys.yaml").toString());
    String key = clients.bearer("key shop subscribe=ALL publish=ALL");
    String other = clients.bearer("key other subscribe=ALL publish=ALL");
    start();
    Iterator<String> lines = lines("/notifications/news", "Authorization", "Bearer " + key);
    Iterator<String> stays = lines("/notifications/news", "Authorization", "Bearer " + other);
    clients.revoke("shop");
    await()
        .atMost(Duration.ofSeconds(4)) // the file is looked at every second or so
        .until(() -> status("/notifications/news?limit=1", key) == 401);
    long refused = System.nanoTime();
    assertThatThrownBy(() -> next(lines, "data: ")).isInstanceOf(UncheckedIOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - refused)).isLessThan(Duration.ofSeconds(1));
    server.belfry().publish("news", "heard");
    assertThat(next(stays, "data: ")).isEqualTo("heard");
  }

  private int status(String path, String bearer) throws Exception {
    return server
        .send(server.request(path).header("Authorization", "Bearer " + bearer))
        .statusCode();
  }

  @Test
  void streamsCountAmongTheConnectionsOfAnAddress() throws Exception {
    settings.put("limits.connections-per-address", "4");
    start();
    Iterator<String> first = lines("/notifications/news");
    for (int i = 0; i < 2; i++) {
      var _ = lines("/notifications/news");
    }
    HttpResponse<Stream<String>> refused = open("/notifications/news");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    server.belfry().publish("news", "heard");
    assertThat(next(first, "data: ")).isEqualTo("heard");
    await().untilAsserted(() -> assertThat(server.belfry().connections()).isEqualTo(4));
  }

  @Test
  void aBrowserIsToldWhenToComeBackWhereThereIsNoRoom() throws Exception {
    settings.put("limits.connections-per-address", "1");
    start();
    HttpResponse<Stream<String>> refused = open("/notifications/news", "Sec-Fetch-Mode", "cors");
    assertThat(refused.statusCode()).isEqualTo(200);
    assertThat(refused.body()).containsExactly("retry: 5000", "");
  }

  @Test
  void publishersAndListenersShareOneConnection() throws Exception {
    start();
    Iterator<String> lines = lines("/notifications/news");
    List<Integer> statuses =
        IntStream.range(0, 100)
            .mapToObj(i -> readers.submit(() -> server.publish("/notifications/news", "m" + i)))
            .map(sent -> {
              try {
                return sent.get().statusCode();
              } catch (Exception failed) {
                throw new IllegalStateException(failed);
              }
            })
            .toList();
    assertThat(statuses).containsOnly(201);
    for (int i = 0; i < 100; i++) {
      assertThat(next(lines, "data: ")).startsWith("m");
    }
  }
}
