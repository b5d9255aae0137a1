package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every command of the framed protocol over loopback.
class FramedProtocolTest {
  private Belfry belfry;
  private FramedClient client;

  @BeforeEach
  void connect() throws Exception {
    belfry =
        Belfry.builder()
            .port(0)
            .set("limits.subscriptions", "3")
            .set("history.count", "100")
            .start();
    client = FramedClient.connected(belfry.port());
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    belfry.close();
  }

  private static void assertError(JsonNode reply, String code, String message) {
    assertThat(reply.path("error").path("code").asString()).as(reply.toString()).isEqualTo(code);
    assertThat(reply.get("error").get("message").asString()).contains(message);
    assertThat(reply.get("error").get("temporary").asBoolean()).isFalse();
  }

  @Test
  void connectSubscribeAndPublishMayStandInOneFrame() throws IOException {
    try (FramedClient quick = new FramedClient(belfry.port())) {
      quick.send(
          "{\"id\":1,\"connect\":{\"user\":\"42\",\"info\":{\"name\":\"Ada\"}}}",
          "",
          "{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}",
          "{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":{\"n\": 1.50}}}");
      JsonNode connected = quick.readJson().get("ok");
      assertThat(connected.get("session").asString()).hasSize(26);
      assertThat(connected.get("user").asString()).isEqualTo("42");
      assertThat(connected.get("ping").asInt()).isEqualTo(25);
      assertThat(quick.read()).startsWith("{\"id\":2,\"ok\":").endsWith("\"recovered\":true}}");
      String both = quick.read() + quick.read();
      assertThat(both).contains("{\"id\":3,\"ok\":").contains("\"data\":{\"n\": 1.50}}}");
    }
  }

  @Test
  void theCommandsOfOneFrameAreAnsweredEach() throws IOException {
    client.send("{\"id\":1,\"ping\":{}}", "{}", "{\"id\":2,\"ping\":{}}");
    assertThat(client.read()).isEqualTo("{\"id\":1,\"ok\":{}}");
    assertThat(client.read()).isEqualTo("{\"id\":2,\"ok\":{}}");
  }

  @Test
  void nothingIsDoneBeforeConnectAndNothingTwice() throws IOException {
    try (FramedClient early = new FramedClient(belfry.port())) {
      assertError(early.ask(1, "\"ping\":{}"), "unauthorized", "connect comes first");
      assertThat(early.ask(2, "\"connect\":{}").has("ok")).isTrue();
      assertError(early.ask(3, "\"connect\":{}"), "conflict", "connected already");
    }
  }

  @Test
  void aTokenIsRefusedWhereNoneAreConfigured() throws IOException {
    assertError(client.ask(1, "\"refresh\":{\"token\":\"x\"}"), "unauthorized", "no tokens");
    try (FramedClient bearer = new FramedClient(belfry.port())) {
      assertError(bearer.ask(1, "\"connect\":{\"token\":\"x\"}"), "unauthorized", "no tokens");
      assertThat(bearer.readToClose()).startsWith("close:4500");
    }
  }

  @Test
  void aChannelIsHeardFromSubscribeToUnsubscribe() throws IOException {
    belfry.publish("a", "before");
    JsonNode reply = client.ask(1, "\"subscribe\":{\"channel\":\"a\"}").get("ok");
    assertThat(reply.get("position")).isEqualTo(reply.get("from"));
    belfry.publish("a", "one");
    assertThat(client.readData()).isEqualTo("\"one\"");
    assertThat(client.ask(2, "\"unsubscribe\":{\"channel\":\"a\"}").has("ok")).isTrue();
    belfry.publish("a", "two");
    assertThat(client.ask(3, "\"subscribe\":{\"channel\":\"b\"}").has("ok")).isTrue();
    belfry.publish("b", "three");
    assertThat(client.readData()).isEqualTo("\"three\"");
    assertError(
        client.ask(4, "\"unsubscribe\":{\"channel\":\"a\"}"), "unknown-channel", "not subscribed");
  }

  @Test
  void subscribeTakesEveryFormOfSince() throws IOException {
    String first = null;
    for (int i = 1; i <= 3; i++) {
      String publish = "\"publish\":{\"channel\":\"a\",\"data\":" + i + "}";
      JsonNode kept = client.ask(i, publish).get("ok");
      first = first == null ? kept.get("position").asString() : first;
    }
    assertHears("earliest", "1", "2", "3");
    assertHears("-2", "2", "3");
    assertHears("10m", "1", "2", "3");
    assertHears(first, "2", "3");
  }

  private void assertHears(String since, String... data) throws IOException {
    String subscribe = "\"subscribe\":{\"channel\":\"a\",\"since\":\"" + since + "\"}";
    JsonNode reply = client.ask(7, subscribe).get("ok");
    assertThat(reply.get("recovered").asBoolean()).isTrue();
    assertThat(reply.get("position")).isNotEqualTo(reply.get("from"));
    for (String one : data) {
      assertThat(client.readData()).isEqualTo(one);
    }
    client.ask(8, "\"unsubscribe\":{\"channel\":\"a\"}");
  }

  @Test
  void whatIsLostForGoodIsToldAfterTheReplyAndBeforeTheNextMessage() throws IOException {
    for (int i = 1; i <= 150; i++) {
      belfry.publish("a", "m" + i);
    }
    JsonNode page = client.ask(1, "\"history\":{\"channel\":\"a\",\"limit\":1}").get("ok");
    String epoch = page.get("position").asString().replaceAll("-.*", "");
    String since = ",\"since\":\"" + epoch + "-10\"}";
    JsonNode reply = client.ask(2, "\"subscribe\":{\"channel\":\"a\"" + since).get("ok");
    assertThat(reply.get("recovered").asBoolean()).isFalse();
    String gap = "{\"gap\":{\"channel\":\"a\",\"missed\":40,\"position\":\"" + epoch + "-50\"}}";
    assertThat(client.read()).isEqualTo(gap);
    assertThat(client.readData()).isEqualTo("\"m51\"");
  }

  @Test
  void anotherEpochIsAGapOfUnknownSize() throws IOException {
    belfry.publish("a", "m");
    String subscribe = "\"subscribe\":{\"channel\":\"a\",\"since\":\"elsewhere-7\"}";
    assertThat(client.ask(1, subscribe).get("ok").get("recovered").asBoolean()).isFalse();
    assertThat(client.readJson().get("gap").get("missed").isNull()).isTrue();
    assertThat(client.readData()).isEqualTo("\"m\"");
  }

  @Test
  void subscribeIsRefusedForItsReasons() throws IOException {
    assertError(client.ask(1, subscribe("..")), "bad-request", "channel's name");
    assertError(client.ask(2, subscribe("@user/1")), "forbidden", "no grant");
    String since = "\"subscribe\":{\"channel\":\"a\",\"since\":\"yesterday\"}";
    assertError(client.ask(3, since), "bad-request", "since is");
    String presence = "\"subscribe\":{\"channel\":\"a\",\"presence\":true}";
    assertError(client.ask(4, presence), "forbidden", "presence is not on");
    client.ask(5, subscribe("a"));
    assertError(client.ask(6, subscribe("a")), "conflict", "subscribed to a already");
    client.ask(7, subscribe("b"));
    client.ask(8, subscribe("c"));
    assertError(client.ask(9, subscribe("d")), "too-large", "at most 3 subscriptions");
  }

  private static String subscribe(String channel) {
    return "\"subscribe\":{\"channel\":\"" + channel + "\"}";
  }

  @Test
  void aPublishIsKeptAsItWasWrittenAndItsKeyCounts() throws IOException {
    String publish = "\"publish\":{\"channel\":\"a\",\"key\":\"k\",\"data\":{\"n\": 1e2}}";
    JsonNode kept = client.ask(1, publish).get("ok");
    assertThat(client.ask(2, publish).get("ok")).isEqualTo(kept);
    String other = "\"publish\":{\"channel\":\"a\",\"key\":\"k\",\"data\":2}";
    assertError(client.ask(3, other), "conflict", "idempotency key");
    client.send("{\"id\":4,\"history\":{\"channel\":\"a\"}}");
    assertThat(client.read()).contains("\"data\":{\"n\": 1e2}}]").endsWith("\"more\":false}}");
  }

  @Test
  void aReplaceKeyLeavesTheNewestAndAnExpiredMessageGoes() throws IOException {
    for (int i = 1; i <= 3; i++) {
      client.ask(i, "\"publish\":{\"channel\":\"a\",\"replaceKey\":\"r\",\"data\":" + i + "}");
    }
    client.ask(4, "\"publish\":{\"channel\":\"a\",\"expires\":\"1h\",\"data\":4}");
    JsonNode page = client.ask(5, "\"history\":{\"channel\":\"a\"}").get("ok");
    assertThat(page.get("messages").valueStream().map(m -> m.get("data").asInt()))
        .containsExactly(3, 4);
  }

  @Test
  void publishIsRefusedForItsReasons() throws IOException {
    assertError(client.ask(1, publish("..", "1")), "bad-request", "channel's name");
    assertError(client.ask(2, publish("@everyone", "1")), "forbidden", "no grant to publish");
    assertError(client.ask(3, publish("a", "1,\"key\":\"\"")), "bad-request", "a key is 1 to 255");
    assertError(
        client.ask(4, publish("a", "1,\"expires\":\"2001-01-01T00:00:00Z\"")),
        "bad-request",
        "expires is");
    for (String at : List.of("soon", "0s", "-5s", "366d", "2999-01-01T00:00:00Z")) {
      String later = "1,\"at\":\"" + at + "\"";
      assertError(client.ask(5, publish("a", later)), "bad-request", "at is a delay");
    }
    String large = "\"" + "x".repeat(65_600) + "\"";
    assertError(client.ask(6, publish("a", large)), "too-large", "larger than 65536");
  }

  private static String publish(String channel, String data) {
    return "\"publish\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}";
  }

  @Test
  void historyIsReadFromBothEnds() throws IOException {
    for (int i = 1; i <= 5; i++) {
      belfry.publish("a", "m" + i);
    }
    JsonNode newest = client.ask(1, "\"history\":{\"channel\":\"a\",\"limit\":2}").get("ok");
    assertThat(dataOf(newest)).containsExactly("m4", "m5");
    assertThat(newest.get("more").asBoolean()).isTrue();
    String oldest = newest.get("messages").get(0).get("position").asString();
    String before = "\"history\":{\"channel\":\"a\",\"limit\":2,\"before\":\"" + oldest + "\"}";
    JsonNode earlier = client.ask(2, before).get("ok");
    assertThat(dataOf(earlier)).containsExactly("m2", "m3");
    String at = earlier.get("messages").get(1).get("position").asString();
    String after = "\"history\":{\"channel\":\"a\",\"after\":\"" + at + "\"}";
    assertThat(dataOf(client.ask(3, after).get("ok"))).containsExactly("m4", "m5");
    String elsewhere = "\"history\":{\"channel\":\"a\",\"after\":\"elsewhere-1\"}";
    assertThat(client.ask(4, elsewhere).get("ok").get("gap").get("missed").isNull()).isTrue();
  }

  private static Stream<String> dataOf(JsonNode page) {
    return page.get("messages").valueStream().map(message -> message.get("data").asString());
  }

  @Test
  void historyIsRefusedForItsReasons() throws IOException {
    assertError(client.ask(1, "\"history\":{\"channel\":\"\"}"), "bad-request", "channel's name");
    assertError(client.ask(2, "\"history\":{\"channel\":\"@x\"}"), "forbidden", "no grant");
    String limit = "\"history\":{\"channel\":\"a\",\"limit\":1001}";
    assertError(client.ask(3, limit), "bad-request", "from 1 to 1000");
  }

  @Test
  void presenceIsRefusedWhereThePolicyHasNone() throws IOException {
    assertError(client.ask(1, "\"presence\":{\"channel\":\"a\"}"), "forbidden", "not on for a");
  }

  @Test
  void aCommandThatCantBeReadIsAnsweredAndTheSessionGoesOn() throws IOException {
    assertError(client.ask(1, "\"dance\":{}"), "bad-request", "there is no command dance");
    assertError(client.ask(2, "\"subscribe\":7"), "bad-request", "subscribe is a JSON object");
    assertThat(client.ask(3, "\"ping\":{}").has("ok")).isTrue();
  }

  @Test
  void theProtocolIsSpokenOnNotificationsOnly() throws IOException {
    assertThatThrownBy(() -> new TestSocket(belfry.port(), "/notifications/a", FramedClient.OFFER))
        .hasMessageStartingWith("HTTP/1.1 400");
    assertThatThrownBy(() ->
            new TestSocket(belfry.port(), "/notifications", "Sec-WebSocket-Protocol: other.v1"))
        .hasMessageStartingWith("HTTP/1.1 400");
    String both = "Sec-WebSocket-Protocol: other.v1, belfry.v1.json";
    try (TestSocket socket = new TestSocket(belfry.port(), "/notifications", both)) {
      socket.send("{\"id\":1,\"connect\":{}}");
      assertThat(socket.read()).startsWith("text:{\"id\":1,\"ok\"");
    }
  }

  @Test
  void rawAndFramedClientsHearOneAnother() throws IOException {
    try (TestSocket raw = new TestSocket(belfry.port(), "/notifications")) {
      client.ask(1, subscribe("notifications"));
      raw.send("from raw");
      assertThat(client.readData()).isEqualTo("\"from raw\"");
      assertThat(raw.read()).isEqualTo("text:from raw");
      client.send("{\"id\":2," + publish("notifications", "\"from \\u0066ramed\"") + "}");
      assertThat(raw.read()).isEqualTo("text:from framed");
    }
  }
}
