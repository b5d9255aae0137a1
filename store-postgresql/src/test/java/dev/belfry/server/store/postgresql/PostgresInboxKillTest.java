package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.Belfry;
import dev.belfry.server.NodeProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Nodes and databases that are killed lose nothing that was acknowledged, and what had begun is
/// ended once, by whichever node is there.
class PostgresInboxKillTest {
  private static final int KILLS = Integer.getInteger("belfry.inboxKills", 1);
  private static final int MANY = 10_000;
  private static final int MARKS = 40;
  private static final String SCHEMA = Durability.DURABLE.schema("belfry");
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /// It does not wait for the disk: what a process that is killed has written is there.
  private static TestDatabase database;

  private static Belfry survivor;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.start();
    survivor = Belfry.builder().port(0).set("store.url", database.url()).start();
    awaitReady(survivor.uri());
  }

  @AfterAll
  static void stop() throws Exception {
    survivor.close();
    database.close();
  }

  private NodeProcess node() throws Exception {
    NodeProcess node = NodeProcess.start(Map.of("store.url", database.url()));
    awaitReady(node.uri());
    return node;
  }

  private static void awaitReady(URI uri) {
    await().atMost(LONG).until(() -> status(uri, "/health/ready") == 200);
  }

  private static int status(URI uri, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri.resolve(path)).build();
    return HTTP.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static CompletableFuture<HttpResponse<String>> post(URI uri, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.sendAsync(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static long number(String sql) {
    return database.number(Durability.DURABLE, sql.replace("inbox_", SCHEMA + ".inbox_"));
  }

  // ---- marks

  @Test
  void everyMarkThatWasAcknowledgedIsThere() throws Exception {
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < KILLS; round++) {
      try (NodeProcess node = node()) {
        acknowledged.addAll(markUntilKilled(node));
      }
      assertThat(unread()).isNotEmpty().doesNotContainAnyElementsOf(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(MARKS * KILLS);
  }

  /// Some are under way when it is killed, and some are never marked.
  private Set<String> markUntilKilled(NodeProcess node) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2 * MARKS; i++) {
      String body = "{\"to\":{\"user\":\"reader\"},\"notification\":{\"title\":\"" + i + "\"}}";
      ids.add(json(post(node.uri(), "/v1/notify", body).join()).path("id").asString());
    }
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    for (String id : ids.subList(0, 2 * MARKS - 1)) {
      CompletableFuture<?> mark =
          post(node.uri(), "/v1/users/reader/inbox/read", "{\"ids\":[\"" + id + "\"]}")
              .thenAccept(answer -> {
                if (answer.statusCode() == 200) {
                  acknowledged.add(id);
                }
              });
      if (acknowledged.size() < MARKS / 2) {
        mark.join();
      }
    }
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> acknowledged.size() >= MARKS);
    node.kill();
    return Set.copyOf(acknowledged);
  }

  private List<String> unread() throws Exception {
    List<String> ids = new ArrayList<>();
    String after = "";
    do {
      URI page = survivor.uri().resolve("/v1/users/reader/inbox?state=unread&limit=100" + after);
      JsonNode inbox =
          json(HTTP.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()));
      ids.addAll(inbox.path("items").findValuesAsString("id"));
      after = inbox.has("next") ? "&after=" + inbox.path("next").asString() : "";
    } while (!after.isEmpty());
    return ids;
  }

  // ---- a notification to many

  private static String toMany(String name) {
    String users =
        IntStream.range(0, MANY)
            .mapToObj(i -> "\"" + name + " " + i + "\"")
            .collect(Collectors.joining(","));
    return "{\"to\":{\"users\":["
        + users
        + "]},\"notification\":{\"title\":\"a\"},\"key\":\""
        + name
        + "\"}";
  }

  private void awaitTheMiddle(long before) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> number("SELECT count(*) FROM inbox_entry") > before + 600);
  }

  /// Each user has it once, nothing is left to do, and who asks again is told so.
  private void assertEndedOnce(long before, String name) {
    await()
        .atMost(LONG)
        .until(() ->
            number("SELECT count(*) FROM inbox_entry") == before + MANY
                && number("SELECT count(*) FROM inbox_chore") == 0);
    assertThat(
            number(
                "SELECT count(DISTINCT feed) FROM inbox_entry WHERE notification ="
                    + " (SELECT max(number) FROM inbox_notification)"))
        .isEqualTo(MANY);
    HttpResponse<String> again = post(survivor.uri(), "/v1/notify", toMany(name)).join();
    assertThat(json(again).path("recipients").asLong()).as(again.body()).isEqualTo(MANY);
    assertThat(number("SELECT count(*) FROM inbox_entry")).isEqualTo(before + MANY);
    assertThat(number("SELECT count(*) FROM inbox_notification WHERE state <> 0")).isZero();
  }

  @Test
  void aNotificationToManyWhoseNodeIsKilledIsEndedOnceByTheOther() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      long before = number("SELECT count(*) FROM inbox_entry");
      try (NodeProcess node = node()) {
        var _ = post(node.uri(), "/v1/notify", toMany("n" + round));
        awaitTheMiddle(before);
        node.kill();
      }
      assertThat(number("SELECT count(*) FROM inbox_entry")).isLessThan(before + MANY);
      assertThat(number("SELECT count(*) FROM inbox_chore")).isOne();
      assertEndedOnce(before, "n" + round);
    }
  }

  @Test
  void aNotificationToManyWhoseDatabaseIsKilledIsEndedOnceWhenItIsBack() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      long before = number("SELECT count(*) FROM inbox_entry");
      CompletableFuture<?> asked = post(survivor.uri(), "/v1/notify", toMany("d" + round));
      awaitTheMiddle(before);
      database.kill();
      database.startAgain();
      awaitReady(survivor.uri());
      asked.join();
      assertEndedOnce(before, "d" + round);
    }
  }
}
