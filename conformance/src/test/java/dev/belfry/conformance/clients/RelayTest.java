package dev.belfry.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.Program;
import dev.belfry.conformance.wire.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The guide's relay from a table to channels.
class RelayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SQL =
      """
      import sqlite3, sys
      with sqlite3.connect(sys.argv[1]) as db:
          print(*[value for row in db.execute(sys.argv[2]) for value in row])
      """;

  @Test
  void eachRowIsPublishedOnceThoughTheRelayDiesBeforeItHasNotedThat(@TempDir Path folder)
      throws Exception {
    Path database = folder.resolve("shop.db");
    try (RunningServer server = RunningServer.start()) {
      sql(database, "CREATE TABLE event (id INTEGER PRIMARY KEY, topic TEXT, data TEXT)");
      insert(database, "before");
      try (Program relay = relay(server, database)) {
        await()
            .atMost(PATIENCE)
            .until(() -> sql(database, "PRAGMA table_info(event)").contains("published"));
        insert(database, "one");
        insert(database, "two");
        awaitPublished(database, relay);
      }
      sql(database, "UPDATE event SET published = 0 WHERE data LIKE '%two%'");
      insert(database, "three");
      try (Program relay = relay(server, database)) {
        awaitPublished(database, relay);
      }
      assertThat(states(server)).containsExactly("one", "two", "three");
    }
  }

  private static Program relay(RunningServer server, Path database) throws IOException {
    return Program.start(
        "moving",
        Map.of("BELFRY_URL", server.http("").toString(), "DATABASE", database.toString()),
        List.of("/usr/bin/python3", "relay.py"));
  }

  private static void awaitPublished(Path database, Program relay) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(unpublished(database)).as("%s", relay.lines()).isZero());
  }

  private static int unpublished(Path database) throws Exception {
    return Integer.parseInt(sql(database, "SELECT count(*) FROM event WHERE published = 0"));
  }

  private static void insert(Path database, String state) throws Exception {
    sql(
        database,
        "INSERT INTO event (topic, data) VALUES ('orders:42', '{\"state\":\"" + state + "\"}')");
  }

  /// By the same library that the application of the guide has; what the rows have, with blanks.
  private static String sql(Path database, String statement) throws Exception {
    List<String> command = List.of("/usr/bin/python3", "-c", SQL, database.toString(), statement);
    try (Program asking = Program.start(".", Map.of(), command)) {
      return asking.result();
    }
  }

  private static List<String> states(RunningServer server) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.http("/notifications/orders:42?limit=9")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JsonMapper.shared()
          .readTree(page)
          .path("messages")
          .valueStream()
          .map(RelayTest::state)
          .toList();
    }
  }

  private static String state(JsonNode message) {
    return message.path("data").path("state").asString();
  }
}
