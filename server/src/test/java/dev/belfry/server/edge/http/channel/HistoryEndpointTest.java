package dev.belfry.server.edge.http.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HistoryEndpointTest {
  private static final String NEWS = "/notifications/news";

  private final TestDispatcher dispatcher = new TestDispatcher();

  @BeforeEach
  void publishTen() {
    for (int i = 1; i <= 10; i++) {
      dispatcher.publish("news", "m" + i);
    }
  }

  private JsonNode page(String query) {
    return JsonMapper.shared().readTree(TestDispatcher.text(dispatcher.get(NEWS + query)));
  }

  private static List<String> data(JsonNode page) {
    return page.path("messages").valueStream().map(m -> m.path("data").asString()).toList();
  }

  @Test
  void aMessageIsAnObjectWithItsPlace() {
    JsonNode message = page("?limit=1").path("messages").path(0);
    assertThat(message.propertyNames())
        .containsExactly("channel", "position", "id", "time", "data");
    assertThat(message.path("channel").asString()).isEqualTo("news");
    assertThat(message.path("position").asString()).isEqualTo("e1-10");
    assertThat(message.path("time").asString()).isEqualTo("2023-11-14T22:13:20.000Z");
  }

  @Test
  void withoutAPositionItIsTheNewest() {
    JsonNode page = page("?limit=3");
    assertThat(data(page)).containsExactly("m8", "m9", "m10");
    assertThat(page.path("channel").asString()).isEqualTo("news");
    assertThat(page.path("position").asString()).isEqualTo("e1-10");
    assertThat(page.path("more").asBoolean()).isTrue();
    assertThat(page.has("gap")).isFalse();
    assertThat(page("?limit=10").path("more").asBoolean()).isFalse();
  }

  @Test
  void afterGoesOnUntilTheHead() {
    JsonNode page = page("?after=e1-4&limit=4");
    assertThat(data(page)).containsExactly("m5", "m6", "m7", "m8");
    assertThat(page.path("position").asString()).isEqualTo("e1-8");
    assertThat(page.path("more").asBoolean()).isTrue();
    JsonNode last = page("?after=e1-8&limit=4");
    assertThat(data(last)).containsExactly("m9", "m10");
    assertThat(last.path("position").asString()).isEqualTo("e1-10");
    assertThat(last.path("more").asBoolean()).isFalse();
    assertThat(data(page("?after=e1-10"))).isEmpty();
  }

  @Test
  void beforeGoesBack() {
    JsonNode page = page("?before=e1-8&limit=3");
    assertThat(data(page)).containsExactly("m5", "m6", "m7");
    assertThat(page.path("more").asBoolean()).isTrue();
    JsonNode first = page("?before=e1-3&limit=3");
    assertThat(data(first)).containsExactly("m1", "m2");
    assertThat(first.path("more").asBoolean()).isFalse();
    assertThat(data(page("?before=e1-1"))).isEmpty();
    assertThat(data(page("?before=e1-0"))).isEmpty();
    assertThat(data(page("?before=e1-99&limit=1"))).containsExactly("m10");
  }

  @Test
  void holesDoNotShortenAPage() {
    for (int i = 0; i < 200; i++) {
      byte[] data = ("r" + i).getBytes(StandardCharsets.UTF_8);
      dispatcher.publish(
          "news", new Draft(data, Message.Kind.TEXT, null, "key", Long.MAX_VALUE, null));
    }
    assertThat(data(page("?limit=4"))).containsExactly("m8", "m9", "m10", "r199");
    assertThat(data(page("?after=e1-9&limit=4"))).containsExactly("m10", "r199");
  }

  @Test
  void aPositionOfAnotherEpochIsAGapOfUnknownSize() {
    JsonNode after = page("?after=zz-3&limit=2");
    assertThat(after.path("gap").path("missed").isNull()).isTrue();
    assertThat(after.path("gap").path("position").asString()).isEqualTo("e1-0");
    assertThat(data(after)).containsExactly("m1", "m2");
    JsonNode before = page("?before=zz-3");
    assertThat(before.path("gap").path("missed").isNull()).isTrue();
    assertThat(data(before)).isEmpty();
  }

  @Test
  void whatWasTrimmedIsAGap() {
    for (int i = 11; i <= 1_500; i++) {
      dispatcher.publish("news", "m" + i);
    }
    JsonNode page = page("?after=e1-100&limit=1");
    assertThat(page.path("gap").path("missed").asLong()).isEqualTo(400);
    assertThat(page.path("gap").path("position").asString()).isEqualTo("e1-500");
    assertThat(data(page)).containsExactly("m501");
  }

  @Test
  void aPageEndsNearAMebibyte() {
    for (int i = 0; i < 20; i++) {
      dispatcher.publish("large", "x".repeat(60_000));
    }
    JsonNode page =
        JsonMapper.shared()
            .readTree(
                TestDispatcher.text(dispatcher.get("/notifications/large?after=e1-4&limit=100")));
    assertThat(data(page)).hasSize(16);
    JsonNode newest =
        JsonMapper.shared()
            .readTree(TestDispatcher.text(dispatcher.get("/notifications/large?limit=100")));
    assertThat(data(newest)).hasSizeLessThan(18);
  }

  @Test
  void textIsQuotedAndJsonIsCopied() {
    dispatcher.publish("mixed", "a\"b\\c\n\r\t\u0001\u00e4");
    byte[] json = "{\"n\": 1.50}".getBytes(StandardCharsets.UTF_8);
    dispatcher.publish("mixed", Draft.of(json, Message.Kind.JSON, null));
    assertThat(TestDispatcher.text(dispatcher.get("/notifications/mixed?limit=5")))
        .contains("\"data\":\"a\\\"b\\\\c\\n\\r\\t\\u0001\u00e4\"}")
        .contains("\"data\":{\"n\": 1.50}}");
  }

  @Test
  void waitingEndsWithTheNextMessage() {
    var exchange = dispatcher.begin(NEWS + "?after=e1-10&wait=30");
    dispatcher.simulation.pass(Duration.ofSeconds(10));
    assertThat(exchange.answered()).isFalse();
    dispatcher.publish("news", "m11");
    dispatcher.simulation.settle();
    assertThat(TestDispatcher.text(exchange.response())).contains("\"m11\"").contains("\"e1-11\"");
  }

  @Test
  void waitingWithoutAPositionIsForTheNext() {
    var exchange = dispatcher.begin(NEWS + "?wait=30");
    dispatcher.simulation.settle();
    assertThat(exchange.answered()).isFalse();
    dispatcher.publish("news", "m11");
    dispatcher.simulation.settle();
    assertThat(TestDispatcher.text(exchange.response()))
        .contains("\"m11\"")
        .doesNotContain("\"m10\"");
  }

  @Test
  void waitingEndsWithItsTime() {
    var exchange = dispatcher.begin(NEWS + "?after=e1-10&wait=30");
    dispatcher.simulation.pass(Duration.ofSeconds(31));
    assertThat(TestDispatcher.text(exchange.response()))
        .isEqualTo("{\"channel\":\"news\",\"position\":\"e1-10\",\"messages\":[],\"more\":false}");
  }

  @Test
  void whoDoesNotNeedToWaitDoesNot() {
    var exchange = dispatcher.begin(NEWS + "?after=e1-9&wait=30");
    assertThat(TestDispatcher.text(exchange.response())).contains("\"m10\"");
    assertThat(dispatcher.begin(NEWS + "?after=zz-1&wait=30").answered()).isTrue();
  }

  @Test
  void aClientThatGoesWaitsNoMore() {
    var exchange = dispatcher.begin(NEWS + "?after=e1-10&wait=30");
    dispatcher.simulation.settle();
    exchange.disconnect();
    dispatcher.publish("news", "m11");
    dispatcher.simulation.pass(Duration.ofSeconds(31));
    assertThat(exchange.answered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?after=nonsense", "?before=", "?after=e1-1&before=e1-2", "?limit=0", "?limit=1001",
        "?limit=x", "?limit=99999999999", "?wait=61", "?wait=-1", "?before=e1-3&wait=1"
      })
  void aQueryThatCannotBeReadIsMalformed(String query) {
    assertThat(dispatcher.get(NEWS + query).status().code()).isEqualTo(400);
  }
}
