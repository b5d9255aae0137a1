package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Durable channels of a whole server, over HTTP and event streams, and across its restart.
class DurableTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path folder;

  @AfterEach
  void closeClient() {
    http.close();
  }

  private Belfry start() throws IOException {
    return Belfry.builder()
        .port(0)
        .set("server.drain", "1s")
        .set("data", folder.resolve("data").toString())
        .set(
            "channels", "[{\"match\":\"kept/**\",\"durable\":true,\"history\":{\"count\":100000}}]")
        .start();
  }

  private HttpResponse<String> post(Belfry belfry, String path, String body, String key)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve(path))
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(Belfry belfry, String path) throws Exception {
    URI uri = belfry.uri().resolve(path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Reads an event stream until it has given so many lines of data.
  private List<String> listen(Belfry belfry, String path, String lastId, int count)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve(path))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", lastId)
            .build();
    List<String> data = new ArrayList<>();
    try (Stream<String> lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      Iterator<String> next = lines.iterator();
      while (data.size() < count && next.hasNext()) {
        String line = next.next();
        if (line.startsWith("data:") || line.startsWith("event:")) {
          data.add(line);
        }
      }
    }
    return data;
  }

  @Test
  void aStreamGoesOnWhereItWasCutByARestart() throws Exception {
    String position;
    try (Belfry belfry = start()) {
      position = belfry.publish("kept/a", "one").position().toString();
      belfry.publish("kept/a", "two");
    }
    try (Belfry belfry = start()) {
      belfry.publish("kept/a", "three");
      assertThat(listen(belfry, "/notifications/kept/a", position, 2))
          .containsExactly("data: two", "data: three");
      assertThat(get(belfry, "/notifications/kept/a?after=" + position).body())
          .contains("two", "three")
          .doesNotContain("one");
    }
  }

  /// Its rule is gone, so it belongs to memory now, which has other owners than the database.
  @Test
  void aScheduledMessageAppearsThoughItsChannelIsNotDurableAnyMore() throws Exception {
    try (Belfry belfry = start()) {
      HttpRequest later =
          HttpRequest.newBuilder(belfry.uri().resolve("/notifications/kept/later"))
              .header("Belfry-At", "1s")
              .POST(HttpRequest.BodyPublishers.ofString("promised"))
              .build();
      assertThat(http.send(later, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(202);
    }
    Belfry.Builder without =
        Belfry.builder()
            .port(0)
            .set("server.drain", "1s")
            .set("server.loops", "1")
            .set("data", folder.resolve("data").toString());
    try (Belfry belfry = without.start()) {
      await()
          .until(
              () -> get(belfry, "/notifications/kept/later?limit=10").body().contains("promised"));
    }
  }

  @Test
  void theAnswerToAPublishSaysWhetherItIsKeptOnDisk() throws Exception {
    String batch =
        "{\"messages\":[{\"channel\":\"kept:a\",\"data\":1},{\"channel\":\"b\",\"data\":1,"
            + "\"at\":\"1h\"}]}";
    try (Belfry belfry = start()) {
      assertThat(post(belfry, "/notifications/kept:a", "x", "k").body())
          .endsWith("\"durable\":true}");
      assertThat(post(belfry, "/notifications/kept:a", "x", "k").body())
          .endsWith("\"durable\":true}");
      assertThat(post(belfry, "/notifications/a", "x", "k").body()).endsWith("\"durable\":false}");
      assertThat(belfry.publish("kept:a", "x").durable()).isTrue();
      HttpRequest request =
          HttpRequest.newBuilder(belfry.uri().resolve("/v1/publish"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(batch))
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
          .containsSubsequence("\"durable\":true", "\"at\":", "\"durable\":false");
      try (FramedClient framed = FramedClient.connected(belfry.uri().getPort())) {
        String publish = "\"publish\":{\"channel\":\"kept:a\",\"data\":1}";
        assertThat(framed.ask(2, publish).at("/ok/durable").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void aKeyIsRememberedAcrossARestart() throws Exception {
    String first;
    try (Belfry belfry = start()) {
      HttpResponse<String> answer = post(belfry, "/notifications/kept/a", "pay", "k1");
      assertThat(answer.statusCode()).isEqualTo(201);
      first = answer.body();
    }
    try (Belfry belfry = start()) {
      assertThat(post(belfry, "/notifications/kept/a", "pay", "k1").body()).isEqualTo(first);
      assertThat(post(belfry, "/notifications/kept/a", "other", "k1").statusCode()).isEqualTo(409);
    }
  }

  @Test
  void liveClientsReceiveWhatIsKept() throws Exception {
    try (Belfry belfry = start();
        TestSocket socket = new TestSocket(belfry.port(), "/notifications/kept/live")) {
      socket.send("first"); // it comes back once the socket listens
      assertThat(socket.read()).isEqualTo("text:first");
      for (int i = 0; i < 1_000; i++) {
        belfry.publish("kept/live", "m" + i);
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(socket.read()).isEqualTo("text:m" + i);
      }
      await().until(() -> get(belfry, "/health/ready").statusCode() == 200);
    }
  }

  @Test
  void aSecondServerRefusesTheFolderAndLetsTheFirstBe() throws Exception {
    try (Belfry belfry = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another server");
      belfry.publish("kept/a", "still there");
    }
  }

  @Test
  void withoutADurableChannelTheFolderIsForInboxesAndNobodyDependsOnIt() throws Exception {
    Path data = folder.resolve("none");
    try (Belfry first = Belfry.builder().port(0).set("data", data.toString()).start();
        Belfry second = Belfry.builder().port(0).set("data", data.toString()).start()) {
      first.publish("notifications", "in memory");
      second.publish("notifications", "in memory, without inboxes");
    }
    assertThat(data.resolve("belfry.db")).exists();
  }
}
