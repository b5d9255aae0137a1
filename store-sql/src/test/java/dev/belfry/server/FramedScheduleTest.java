package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Publishes for later in the framed protocol, to channels in memory and on disk (`kept/`).
class FramedScheduleTest {
  private static final int COMMANDS = 300;
  private static final int UNANSWERED_MAX = 4;

  @TempDir Path folder;

  private Belfry start() throws IOException {
    return Belfry.builder()
        .port(0)
        .set("server.drain", "1s")
        .set("limits.publishes-unanswered", String.valueOf(UNANSWERED_MAX))
        .set("data", folder.resolve("data").toString())
        .set("channels", "[{\"match\":\"kept/**\",\"durable\":true}]")
        .start();
  }

  private static String publish(String channel, String data, String more) {
    return "\"publish\":{\"channel\":\"%s\",\"data\":\"%s\"%s}".formatted(channel, data, more);
  }

  private static String subscribe(String channel) {
    return "\"subscribe\":{\"channel\":\"" + channel + "\",\"since\":\"earliest\"}";
  }

  private static void assertConflict(JsonNode reply) {
    assertThat(reply.path("error").path("code").asString()).isEqualTo("conflict");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kept/a"})
  void aMessageAppearsAtItsTimeUnderTheIdThatWasTold(String channel) throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.ask(1, subscribe(channel));
      Instant before = Instant.now();
      JsonNode scheduled = client.ask(2, publish(channel, "later", ",\"at\":\"1s\"")).get("ok");
      assertThat(scheduled.propertyNames()).containsExactly("id", "channel", "at", "durable");
      assertThat(scheduled.get("channel").asString()).isEqualTo(channel);
      Instant at = Instant.parse(scheduled.get("at").asString());
      assertThat(at).isAfter(before.plus(Duration.ofMillis(900)));
      belfry.publish(channel, "now");
      assertThat(client.readJson().at("/message/data").asString()).isEqualTo("now");
      JsonNode message = client.readJson().get("message");
      assertThat(message.get("data").asString()).isEqualTo("later");
      assertThat(message.get("id")).isEqualTo(scheduled.get("id"));
      assertThat(Instant.parse(message.get("time").asString())).isAfterOrEqualTo(at);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kept/a"})
  void aKeyCountsFromTheSchedulingOn(String channel) throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      String once = ",\"key\":\"k\",\"at\":\"1h\"";
      JsonNode first = client.ask(1, publish(channel, "x", once)).get("ok");
      assertThat(client.ask(2, publish(channel, "x", once)).get("ok")).isEqualTo(first);
      assertConflict(client.ask(3, publish(channel, "y", once)));
      assertConflict(client.ask(4, publish(channel, "x", ",\"key\":\"k\"")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kept/a"})
  void aTimeInThePastIsNow(String channel) throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      String past = ",\"at\":\"2001-01-01T00:00:00Z\"";
      assertThat(client.ask(1, publish(channel, "x", past)).get("ok").propertyNames())
          .containsExactly("id", "channel", "position", "time", "durable");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kept/a"})
  void eachOfManyIsAnsweredOnceAndTheOrderOfTheOthersStays(String channel) throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.send(
          IntStream.range(0, COMMANDS)
              .mapToObj(i ->
                  "{\"id\":" + i + "," + publish(channel, "m", isLater(i) ? ",\"at\":\"1h\"" : ""))
              .map(command -> command + "}")
              .toArray(String[]::new));
      Map<Integer, JsonNode> replies = new HashMap<>();
      for (int i = 0; i < COMMANDS; i++) {
        JsonNode reply = client.readJson();
        assertThat(replies.put(reply.get("id").asInt(), reply.get("ok"))).isNull();
      }
      assertThat(client.ask(COMMANDS, "\"ping\":{}").has("ok")).isTrue();
      long last = 0;
      for (int i = 0; i < COMMANDS; i++) {
        JsonNode ok = replies.get(i);
        assertThat(ok.has("at")).isEqualTo(isLater(i));
        if (!ok.has("at")) {
          String position = ok.get("position").asString();
          long offset = Long.parseLong(position.substring(position.indexOf('-') + 1));
          assertThat(offset).isEqualTo(++last);
        }
      }
    }
  }

  private static boolean isLater(int command) {
    return command % 3 == 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kept/a"})
  void whatIsCancelledByItsIdDoesNotAppear(String channel) throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port());
        HttpClient http = HttpClient.newHttpClient()) {
      client.ask(1, subscribe(channel));
      JsonNode scheduled = client.ask(2, publish(channel, "never", ",\"at\":\"1s\"")).get("ok");
      client.ask(3, publish(channel, "later", ",\"at\":\"2s\""));
      String path = "/v1/messages/" + scheduled.get("id").asString();
      HttpRequest cancel = HttpRequest.newBuilder(belfry.uri().resolve(path)).DELETE().build();
      assertThat(http.send(cancel, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
      assertThat(client.readData()).isEqualTo("\"later\"");
    }
  }

  @Test
  void onADurableChannelTheScheduleAndItsKeyOutliveARestart() throws Exception {
    String once = ",\"key\":\"k\",\"at\":\"1s\"";
    JsonNode scheduled;
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      scheduled = client.ask(1, publish("kept/a", "later", once)).get("ok");
    }
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.ask(1, subscribe("kept/a"));
      JsonNode message = client.readJson().get("message");
      assertThat(message.get("id")).isEqualTo(scheduled.get("id"));
      JsonNode again = client.ask(2, publish("kept/a", "later", once)).get("ok");
      assertThat(again.get("position")).isEqualTo(message.get("position"));
      assertThat(client.ask(3, "\"history\":{\"channel\":\"kept/a\"}").at("/ok/messages"))
          .hasSize(1);
    }
  }

  @Test
  void onAChannelInMemoryTheScheduleGoesWithTheServer() throws Exception {
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      client.ask(1, publish("a", "lost", ",\"key\":\"k\",\"at\":\"1h\""));
    }
    try (Belfry belfry = start();
        FramedClient client = FramedClient.connected(belfry.port())) {
      assertThat(client.ask(1, publish("a", "new", ",\"key\":\"k\"")).get("ok").has("position"))
          .isTrue();
    }
  }
}
