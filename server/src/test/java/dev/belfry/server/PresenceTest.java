package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Presence over loopback: several connections, their abrupt ends, many members, a slow watcher.
class PresenceTest {
  private static final String RULES =
      "[{match: 'room/*', presence: true}, {match: 'stadium', presence: count},"
          + " {match: 'secret', presence: true, subscribe: backend}]";

  private final List<FramedClient> clients = new ArrayList<>();
  private Belfry belfry;

  @BeforeEach
  void start() throws IOException {
    start("1s");
  }

  private void start(String grace) throws IOException {
    belfry =
        Belfry.builder()
            .port(0)
            .set("server.drain", "0s")
            .set("channels", RULES)
            .set("limits.presence-grace", grace)
            .start();
  }

  @AfterEach
  void close() throws IOException {
    for (FramedClient client : clients) {
      client.close();
    }
    belfry.close();
  }

  private FramedClient connected(String who) throws IOException {
    FramedClient client = new FramedClient(belfry.port());
    clients.add(client);
    assertThat(client.ask(0, "\"connect\":{" + who + "}").has("ok")).isTrue();
    return client;
  }

  /// A client of a user that is subscribed to room/1.
  private FramedClient inRoom(String user) throws IOException {
    FramedClient client = connected("\"user\":\"" + user + "\"");
    assertThat(client.ask(1, "\"subscribe\":{\"channel\":\"room/1\"}").has("ok")).isTrue();
    return client;
  }

  private FramedClient watching(String channel, String presence) throws IOException {
    FramedClient client = connected("\"user\":\"watcher\"");
    String wish = "\",\"presence\":" + presence + "}";
    assertThat(client.ask(1, "\"subscribe\":{\"channel\":\"" + channel + wish).has("ok")).isTrue();
    return client;
  }

  private static JsonNode presence(FramedClient client) throws IOException {
    String line = client.read();
    assertThat(line).startsWith("{\"presence\":");
    return JsonMapper.shared().readTree(line).get("presence");
  }

  private static List<String> users(JsonNode members) {
    return members.valueStream().map(member -> member.get("user").asString()).toList();
  }

  /// Reads until the watcher itself is known to be there.
  private static void awaitItself(FramedClient client) throws IOException {
    JsonNode all = presence(client);
    if (!users(all.get("members")).contains("watcher")) {
      assertThat(presence(client).get("joined").get("user").asString()).isEqualTo("watcher");
    }
  }

  @Test
  void aUserJoinsOnceAndLeavesWhenTheLastConnectionIsCut() throws IOException {
    FramedClient watcher = watching("room/1", "true");
    awaitItself(watcher);
    FramedClient one = connected("\"user\":\"ada\",\"info\":{\"name\":\"Ada\"}");
    one.ask(1, "\"subscribe\":{\"channel\":\"room/1\"}");
    JsonNode joined = presence(watcher).get("joined");
    assertThat(joined.get("user").asString()).isEqualTo("ada");
    assertThat(joined.get("info").toString()).isEqualTo("{\"name\":\"Ada\"}");
    FramedClient two = inRoom("ada");
    one.socket.hangUp();
    two.ask(2, "\"unsubscribe\":{\"channel\":\"room/1\"}");
    assertThat(presence(watcher).get("left").get("user").asString()).isEqualTo("ada");
  }

  @Test
  void oneWhoReconnectsAtOnceIsNotMissed() throws IOException {
    FramedClient watcher = watching("room/1", "true");
    awaitItself(watcher);
    FramedClient one = inRoom("ada");
    assertThat(presence(watcher).has("joined")).isTrue();
    for (int i = 0; i < 5; i++) {
      one.socket.hangUp();
      one = inRoom("ada");
    }
    inRoom("bob");
    assertThat(presence(watcher).get("joined").get("user").asString()).isEqualTo("bob");
  }

  @Test
  void nothingOfPresenceComesBeforeTheReplyOrAfterUnsubscribe() throws IOException {
    FramedClient watcher = watching("room/1", "true");
    awaitItself(watcher);
    assertThat(watcher.ask(2, "\"unsubscribe\":{\"channel\":\"room/1\"}").has("ok")).isTrue();
    inRoom("ada");
    assertThat(watcher.ask(3, "\"ping\":{}").has("ok")).isTrue();
  }

  @Test
  void theCommandAndTheRequestTellWhoIsThere() throws Exception {
    FramedClient ada = inRoom("ada");
    inRoom("ada");
    await().until(() -> get("/v1/presence/room/1").contains("\"connections\":2"));
    JsonNode reply = ada.ask(2, "\"presence\":{\"channel\":\"room/1\"}").get("ok");
    assertThat(reply.get("count").asInt()).isEqualTo(1);
    JsonNode member = reply.get("members").get(0);
    assertThat(member.get("connections").asInt()).isEqualTo(2);
    assertThat(Instant.parse(member.get("joinedAt").asString())).isBefore(Instant.now());
    assertThat(get("/v1/presence/room/1"))
        .isEqualTo("200 {\"channel\":\"room/1\",\"count\":1,\"members\":[" + member + "]}");
    assertThat(get("/v1/presence/room/2"))
        .isEqualTo("200 {\"channel\":\"room/2\",\"count\":0,\"members\":[]}");
    assertThat(get("/v1/presence/elsewhere")).startsWith("403 ").contains("presence is not on");
    assertThat(get("/v1/presence/secret")).startsWith("403 ").contains("no grant");
    assertThat(get("/v1/presence/a//b")).startsWith("400 ");
    assertThat(get("/v1/presence")).startsWith("404 ");
  }

  private String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(belfry.uri() + path)).build();
      var response = http.send(request, BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }

  @Test
  void presenceIsRefusedWhereThePolicyHasNone() throws IOException {
    FramedClient client = connected("");
    for (String command : List.of("presence", "subscribe")) {
      String wish = command.equals("presence") ? "" : ",\"presence\":\"count\"";
      JsonNode reply = client.ask(1, "\"" + command + "\":{\"channel\":\"elsewhere\"" + wish + "}");
      assertThat(reply.get("error").get("code").asString()).isEqualTo("forbidden");
    }
    JsonNode secret = client.ask(2, "\"presence\":{\"channel\":\"secret\"}");
    assertThat(secret.get("error").get("message").asString()).contains("no grant");
    JsonNode unnamed = client.ask(3, "\"presence\":{\"channel\":\"..\"}");
    assertThat(unnamed.get("error").get("code").asString()).isEqualTo("bad-request");
  }

  @Test
  void whoSaysNoUserIsThereByTheNameOfTheSession() throws IOException {
    FramedClient client = new FramedClient(belfry.port());
    clients.add(client);
    String session = client.ask(0, "\"connect\":{}").get("ok").get("session").asString();
    client.ask(1, "\"subscribe\":{\"channel\":\"room/1\"}");
    JsonNode reply = client.ask(2, "\"presence\":{\"channel\":\"room/1\"}").get("ok");
    assertThat(users(reply.get("members"))).containsExactly(session);
  }

  @Test
  void aChannelThatOnlyCountsTellsANumber() throws IOException {
    FramedClient watcher = watching("stadium", "true");
    JsonNode first = presence(watcher);
    int count = first.get("count").asInt();
    assertThat(first.propertyNames()).containsExactlyInAnyOrder("channel", "count");
    while (count != 1) {
      count = presence(watcher).get("count").asInt();
    }
    assertThat(watcher.ask(2, "\"presence\":{\"channel\":\"stadium\"}").get("ok").toString())
        .isEqualTo("{\"count\":1}");
  }

  @Test
  void aThousandMembersAreToldEachAndThenOnlyCounted() throws IOException {
    FramedClient watcher = watching("room/1", "true");
    TreeSet<String> known = new TreeSet<>(users(presence(watcher).get("members")));
    for (int i = 1; i < 1_000; i++) {
      inRoom("u" + i);
    }
    while (known.size() < 1_000) {
      assertThat(known.add(presence(watcher).get("joined").get("user").asString())).isTrue();
    }
    assertThat(users(presence(watching("room/1", "true")).get("members")))
        .containsExactlyInAnyOrderElementsOf(known);
    inRoom("one-too-many");
    assertThat(presence(watcher).get("count").asInt()).isEqualTo(1_001);
  }

  @Test
  void aWatcherThatDoesNotReadIsToldAllAnewWhenItDoes() throws Exception {
    belfry.close();
    start("0s");
    FramedClient slow = watching("room/1", "true");
    FramedClient other = watching("room/1", "\"count\"");
    String info = ",\"info\":{\"x\":\"" + "x".repeat(1_000) + "\"}";
    FramedClient flood = connected("\"user\":\"flood\"" + info);
    String channel = "{\"channel\":\"room/1\"}}";
    int rounds = 4_000;
    for (int i = 0; i < rounds; i++) {
      flood.send("{\"id\":1,\"subscribe\":" + channel, "{\"id\":2,\"ping\":{}}");
      while (!flood.read().startsWith("{\"id\":1,")) {}
      flood.send("{\"id\":3,\"unsubscribe\":" + channel);
      while (!flood.read().startsWith("{\"id\":3,")) {}
    }
    inRoom("last");
    assertThat(presence(other).has("count")).isTrue();
    TreeSet<String> known = new TreeSet<>();
    int lines = 0;
    while (!known.contains("last")) {
      take(presence(slow), known);
      lines++;
    }
    assertThat(lines).as("most of 8,000 changes are left out").isLessThan(7_000);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(get("/v1/presence/room/1")).contains("\"count\":2,"));
    assertThat(known).containsExactly("last", "watcher");
  }

  private static void take(JsonNode change, Set<String> known) {
    if (change.has("members")) {
      known.clear();
      known.addAll(users(change.get("members")));
    } else if (change.has("joined")) {
      assertThat(known.add(change.get("joined").get("user").asString())).isTrue();
    } else {
      assertThat(known.remove(change.get("left").get("user").asString())).isTrue();
    }
  }
}
