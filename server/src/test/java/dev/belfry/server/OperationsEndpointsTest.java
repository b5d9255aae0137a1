package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A look at a server by hand: its figures, and the channels that it knows.
class OperationsEndpointsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.shutdownNow();
  }

  private HttpResponse<String> get(Belfry belfry, String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(belfry.uri().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(Belfry belfry, String path) {
    try {
      HttpResponse<String> answer = get(belfry, path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body());
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  private void publish(Belfry belfry, String channel, String text) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(belfry.uri().resolve("/notifications/" + channel))
            .POST(HttpRequest.BodyPublishers.ofString(text))
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(201);
  }

  @Test
  void theFiguresCountWhatHappened() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    try (Belfry belfry = Belfry.builder().port(0).set("server.name", "here").start();
        TestSocket first = new TestSocket(belfry.port(), "/notifications/a");
        TestSocket second = new TestSocket(belfry.port(), "/notifications/a");
        FramedClient framed = new FramedClient(belfry.port())) {
      assertThat(framed.ask(1, "\"connect\":{}").has("ok")).isTrue();
      assertThat(framed.ask(2, "\"subscribe\":{\"channel\":\"b\"}").has("ok")).isTrue();
      assertThat(framed.ask(3, "\"subscribe\":{\"channel\":\"b\"}").has("error")).isTrue();
      publish(belfry, "a", "one");
      assertThat(first.read()).isEqualTo("text:one");
      assertThat(second.read()).isEqualTo("text:one");
      assertThat(get(belfry, "/nothing").statusCode()).isEqualTo(404);
      await().atMost(LONG).until(() -> json(belfry, "/v1/stats").get("deliveries").asInt() == 2);
      JsonNode stats = json(belfry, "/v1/stats");
      assertThat(stats.get("node").asString()).isEqualTo("here");
      assertThat(Instant.parse(stats.get("started").asString())).isBetween(before, Instant.now());
      assertThat(stats.get("uptime").asInt()).isNotNegative();
      assertThat(stats.at("/connections/websocket").asInt()).isEqualTo(2);
      assertThat(stats.at("/connections/framed").asInt()).isEqualTo(1);
      assertThat(stats.at("/connections/stream").asInt()).isZero();
      assertThat(stats.at("/connections/open").asInt()).isGreaterThanOrEqualTo(4);
      assertThat(stats.get("users").asInt()).isZero();
      assertThat(stats.get("subscriptions").asInt()).isEqualTo(3);
      assertThat(stats.get("channels").asInt()).isEqualTo(2);
      assertThat(stats.get("publishes").asInt()).isEqualTo(1);
      assertThat(stats.get("refusals").asInt()).isEqualTo(2);
      assertThat(stats.get("gaps").asInt()).isZero();
      assertThat(stats.get("behind").asInt()).isZero();
      assertThat(stats.get("outbox").asInt()).isNotNegative();
      assertThat(stats.at("/bytes/in").asInt()).isGreaterThan(100);
      assertThat(stats.at("/bytes/out").asInt()).isGreaterThan(10);
      assertThat(stats.at("/memory/heap/used").asLong()).isPositive();
      assertThat(stats.at("/memory/direct/max").asLong()).isPositive();
      assertThat(stats.get("time").asString()).matches(".*T.*\\.[0-9]{3}Z");
    }
  }

  @Test
  void aClientThatCatchesUpIsCountedWithWhatItGets() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start()) {
      for (int i = 0; i < 3; i++) {
        publish(belfry, "a", "m" + i);
      }
      try (TestSocket late = new TestSocket(belfry.port(), "/notifications/a?since=earliest")) {
        for (int i = 0; i < 3; i++) {
          assertThat(late.read()).isEqualTo("text:m" + i);
        }
        await().atMost(LONG).until(() -> json(belfry, "/v1/stats").get("deliveries").asInt() == 3);
        assertThat(json(belfry, "/v1/stats").get("behind").asInt()).isZero();
      }
      try (TestSocket lost = new TestSocket(belfry.port(), "/notifications/a?since=k3f9-17")) {
        assertThat(lost.read()).isNotEmpty();
        await().atMost(LONG).until(() -> json(belfry, "/v1/stats").get("gaps").asInt() == 1);
      }
      await().atMost(LONG).until(() -> json(belfry, "/v1/stats").get("subscriptions").asInt() == 0);
      assertThat(json(belfry, "/v1/stats").at("/connections/websocket").asInt()).isZero();
    }
  }

  @Test
  void theChannelsComePageByPageInTheOrderOfTheirNames() throws Exception {
    try (Belfry belfry = Belfry.builder().port(0).start();
        TestSocket listener = new TestSocket(belfry.port(), "/notifications/orders:2")) {
      for (String name : List.of("orders:3", "news", "orders:1", "orders:2", "orders:2")) {
        publish(belfry, name, "m");
      }
      assertThat(listener.read()).isEqualTo("text:m");
      List<String> names = new ArrayList<>();
      String after = "";
      do {
        JsonNode page = json(belfry, "/v1/channels?prefix=orders&limit=2&after=" + after);
        assertThat(page.get("channels").size()).isBetween(1, 2);
        page.get("channels").forEach(one -> names.add(one.get("name").asString()));
        after = page.path("next").asString("");
      } while (!after.isEmpty());
      assertThat(names).containsExactly("orders:1", "orders:2", "orders:3");
      JsonNode all = json(belfry, "/v1/channels");
      assertThat(all.has("next")).isFalse();
      assertThat(all.get("channels").size()).isEqualTo(4);
      JsonNode listened = all.get("channels").get(2);
      assertThat(listened.get("name").asString()).isEqualTo("orders:2");
      assertThat(listened.get("subscribers").asInt()).isEqualTo(1);
      assertThat(listened.get("position").asString()).matches("[a-z0-9]+-2");
      assertThat(listened.get("durable").asBoolean()).isFalse();
      assertThat(listened.has("present")).isFalse();
      assertThat(get(belfry, "/v1/channels?limit=501").statusCode()).isEqualTo(400);
      assertThat(get(belfry, "/v1/channels?limit=0").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aChannelShowsWhatIsKeptAndThePolicyInForce() throws Exception {
    String channels =
        "[{\"match\":\"lobby\",\"presence\":true,\"history\":{\"count\":2,\"age\":\"10m\"}}]";
    try (Belfry belfry = Belfry.builder().port(0).set("channels", channels).start();
        FramedClient framed = new FramedClient(belfry.port())) {
      assertThat(framed.ask(1, "\"connect\":{\"user\":\"ann\"}").has("ok")).isTrue();
      String subscribe = "\"subscribe\":{\"channel\":\"lobby\",\"presence\":true}";
      assertThat(framed.ask(2, subscribe).has("ok")).isTrue();
      for (int i = 0; i < 3; i++) {
        publish(belfry, "lobby", "m" + i);
      }
      await()
          .atMost(LONG)
          .until(() -> json(belfry, "/v1/channels/lobby").at("/kept/messages").asInt() == 2);
      JsonNode lobby = json(belfry, "/v1/channels/lobby");
      assertThat(lobby.get("name").asString()).isEqualTo("lobby");
      assertThat(lobby.get("subscribers").asInt()).isEqualTo(1);
      assertThat(lobby.get("present").asInt()).isEqualTo(1);
      assertThat(lobby.at("/kept/first").asString()).endsWith("-2");
      assertThat(lobby.at("/kept/last").asString()).isEqualTo(lobby.get("position").asString());
      assertThat(lobby.at("/kept/bytes").asInt()).isPositive();
      assertThat(lobby.at("/policy/history/messages").asInt()).isEqualTo(2);
      assertThat(lobby.at("/policy/history/age").asString()).isEqualTo("PT10M");
      assertThat(lobby.at("/policy/presence").asString()).isEqualTo("true");
      assertThat(json(belfry, "/v1/channels").at("/channels/0/present").asInt()).isEqualTo(1);
      JsonNode unknown = json(belfry, "/v1/channels/never:heard:of");
      assertThat(unknown.get("subscribers").asInt()).isZero();
      assertThat(unknown.has("position")).isFalse();
      assertThat(unknown.at("/policy/durable").isBoolean()).isTrue();
      assertThat(get(belfry, "/v1/channels/no%20name").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void whereIdentityIsConfiguredTheyTakeTheScopeAdmin(@TempDir Path folder) throws Exception {
    KnownClients clients = new KnownClients(folder);
    String admin = "Bearer " + clients.bearer("key boss admin=ALL");
    String other = "Bearer " + clients.bearer("user 43 subscribe=news");
    try (Belfry belfry = clients.server().start()) {
      for (String path : List.of("/v1/stats", "/v1/channels", "/v1/channels/news")) {
        assertThat(get(belfry, path).statusCode()).isEqualTo(401);
        assertThat(get(belfry, path, "Authorization", other).statusCode()).isEqualTo(403);
        await()
            .atMost(LONG)
            .until(() -> get(belfry, path, "Authorization", admin).statusCode() == 200);
      }
    }
  }
}
