package dev.belfry.conformance.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.conformance.wire.RunningServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What one server has stored in SQLite is moved to PostgreSQL by `belfry migrate`, and its clients
/// go on there.
class MigrateTest {
  private static final String RULES =
      "--channels=[{match: '**', durable: true,"
          + " history: {count: 1000000, bytes: 1GiB, age: 7d}}]";

  /// Less than there is to move.
  private static final String MIGRATING_HEAP = "-Xmx48m";

  private static final int CHANNELS = 4;
  private static final int BATCHES = 60;
  private static final int KILLS = 3;
  private static final String PADDING = "x".repeat(800);

  /// Users of one notification, and notifications to them.
  private static final int USERS = 5_000;

  private static final int NOTIFICATIONS = 6;

  @TempDir Path folder;
  private Path data;
  private PostgresqlServer database;
  private String url;

  @BeforeEach
  void startDatabase() throws IOException {
    data = folder.resolve("data");
    database = new PostgresqlServer(folder.resolve("database"));
    url = PostgresqlServer.url(database.port());
  }

  @AfterEach
  void stopDatabase() throws IOException {
    database.close();
  }

  private RunningServer single() throws IOException {
    return RunningServer.start(RULES, "--data", data.toString());
  }

  private RunningServer node() throws IOException {
    RunningServer node = RunningServer.start(RULES, "--store.url=" + url);
    await().until(() -> new SimpleClient(node.port()).ready());
    return node;
  }

  private Process migrating(String... arguments) throws IOException {
    List<String> command = RunningServer.program(List.of(MIGRATING_HEAP), "migrate");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private Process migrating() throws IOException {
    return migrating("--from=sqlite:" + data, "--to=" + url, RULES);
  }

  private static String said(Process process, int exitCode)
      throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  void clientsGoOnInTheDatabaseAsIfNothingHadHappened() throws Exception {
    JsonNode second;
    JsonNode last;
    try (RunningServer server = single()) {
      SimpleClient client = new SimpleClient(server.port());
      client.publish("orders", "one");
      second = client.publish("orders", "two", "Idempotency-Key: k2");
      client.publish("orders", "old", "Belfry-Replace-Key: state");
      last = client.publish("orders", "new", "Belfry-Replace-Key: state");
      assertThat(said(migrating(), 1)).contains("in use by another server");
      client.publish("orders", "later", "Belfry-At: 12s", "Idempotency-Key: k5");
      server.askToLeave();
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(said(migrating(), 0))
        .contains("1 channels, 3 messages, 1 idempotency keys and 1 scheduled messages are in");
    assertThat(said(migrating(), 0)).contains("3 messages");
    goesOnAfter(second, last);
    try (RunningServer server = single()) {
      new SimpleClient(server.port()).publish("orders", "not in the database");
      server.askToLeave();
      server.awaitExit();
    }
    assertThat(said(migrating(), 1)).contains("holds a part of other data");
  }

  private void goesOnAfter(JsonNode second, JsonNode last) throws Exception {
    try (RunningServer node = node()) {
      SimpleClient client = new SimpleClient(node.port());
      String position = second.get("position").asString();
      assertThat(client.listenFrom("orders", position, 1)).containsExactly("new");
      JsonNode again = client.publish("orders", "two", "Idempotency-Key: k2");
      assertThat(again.get("position").asString()).isEqualTo(position);
      assertThat(client.listenFrom("orders", last.get("position").asString(), 1))
          .containsExactly("later");
      assertThat(client.publish("orders", "next").get("position").asString())
          .isEqualTo(epochOf(position) + "-6");
      client.publish("orders", "newest", "Belfry-Replace-Key: state");
      assertThat(client.history("orders"))
          .extracting(SimpleClient.Kept::data)
          .containsExactly("one", "two", "later", "next", "newest");
      assertThat(said(migrating(), 1)).contains("in use by a server");
    }
  }

  private static String epochOf(String position) {
    return position.substring(0, position.indexOf('-'));
  }

  @Test
  void whatIsKilledAgainAndAgainGoesOnWhereItWas() throws Exception {
    Map<String, List<SimpleClient.Kept>> before = new HashMap<>();
    try (RunningServer server = single()) {
      SimpleClient client = new SimpleClient(server.port());
      for (int i = 0; i < BATCHES; i++) {
        client.publishMany("bulk" + i % CHANNELS, i + PADDING, 1_000);
      }
      for (int i = 0; i < CHANNELS; i++) {
        before.put("bulk" + i, client.history("bulk" + i));
      }
      server.askToLeave();
      server.awaitExit();
    }
    Random random = new Random();
    for (int i = 0; i < KILLS; i++) {
      killAmong("messages", 600, random);
    }
    assertThat(said(migrating(), 0)).contains(BATCHES * 1_000 + " messages");
    try (RunningServer node = node()) {
      SimpleClient client = new SimpleClient(node.port());
      for (Map.Entry<String, List<SimpleClient.Kept>> channel : before.entrySet()) {
        assertThat(client.history(channel.getKey())).isEqualTo(channel.getValue());
      }
    }
  }

  /// Ends one in the middle of a piece, or between two.
  private void killAmong(String what, int millisMax, Random random)
      throws IOException, InterruptedException {
    Process process = migrating();
    try (BufferedReader said = process.inputReader(UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.contains(what)) {
        line = said.readLine();
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(millisMax)).toNanos());
      assertThat(process.isAlive()).as("it has not got through: " + line).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void inboxesGoOnInTheDatabaseHoweverOftenMovingThemIsKilled() throws Exception {
    Map<String, JsonNode> before = new HashMap<>();
    try (RunningServer server = single()) {
      SimpleClient client = new SimpleClient(server.port());
      for (int i = 0; i < NOTIFICATIONS; i++) {
        client.post("/v1/notify", notification(i));
      }
      for (int i = 0; i < USERS; i += USERS / 20) {
        String inbox = "/v1/users/u" + i + "/inbox";
        String id = client.get(inbox).get("items").get(i % NOTIFICATIONS).get("id").asString();
        client.post(inbox + "/read", "{\"ids\":[\"" + id + "\"]}");
        before.put(inbox, client.get(inbox));
      }
      server.askToLeave();
      server.awaitExit();
    }
    Random random = new Random();
    for (int i = 0; i < KILLS; i++) {
      killAmong("inboxes", 200, random);
    }
    assertThat(said(migrating(), 0))
        .contains(
            "the inboxes of "
                + USERS
                + " users with "
                + NOTIFICATIONS
                + " notifications are there too, compared row by row");
    try (RunningServer node = node()) {
      SimpleClient client = new SimpleClient(node.port());
      for (Map.Entry<String, JsonNode> inbox : before.entrySet()) {
        assertThat(client.get(inbox.getKey())).isEqualTo(inbox.getValue());
      }
    }
  }

  private static String notification(int number) {
    String users =
        IntStream.range(0, USERS).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
    return "{\"to\":{\"users\":["
        + users
        + "]},\"notification\":{\"title\":\"number "
        + number
        + "\"}}";
  }

  @Test
  void whatCannotBeMovedIsRefused() throws Exception {
    assertThat(said(migrating("--from=orders.db", "--to=" + url), 2)).contains("sqlite:FOLDER");
    assertThat(said(migrating("--from=sqlite:" + data, "--to=mysql://x/y"), 2))
        .contains("postgresql://");
    assertThat(said(migrating("--from=sqlite:" + data, "--to=" + url), 1))
        .contains("there is no database in");
  }
}
