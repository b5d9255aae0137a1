package dev.belfry.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduledPublishTest {
  private final TestFront front = new TestFront();

  @BeforeEach
  void start() {
    front.logs.start();
    front.simulation.settle();
  }

  private JsonNode post(int status, String body, String... headers) {
    FullHttpResponse response = front.post("/notifications/a", body, headers);
    assertThat(response.status().code()).isEqualTo(status);
    return JsonMapper.shared().readTree(TestFront.text(response));
  }

  private int cancel(String id) {
    return front
        .respond(TestFront.request("DELETE", "/v1/messages/" + id), new byte[0])
        .status()
        .code();
  }

  private JsonNode page() {
    String page = TestFront.text(front.get("/notifications/a?limit=100"));
    return JsonMapper.shared().readTree(page).path("messages");
  }

  private List<String> kept() {
    return page().valueStream().map(message -> message.path("data").asString()).toList();
  }

  private void pass(String time) {
    front.simulation.pass(Duration.parse(time));
  }

  @Test
  void aMessageAppearsWhenItsTimeHasCome() {
    JsonNode scheduled = post(202, "later", "Belfry-At: 10m");
    assertThat(scheduled.toString())
        .matches(
            "\\{\"id\":\"[0-9A-Z]{26}\",\"channel\":\"a\",\"at\":\"2023-11-14T22:23:20\\.000Z\","
                + "\"durable\":false}");
    pass("PT9M59S");
    assertThat(kept()).isEmpty();
    pass("PT2S");
    assertThat(kept()).containsExactly("later");
    assertThat(page().path(0).path("id")).isEqualTo(scheduled.path("id"));
    pass("PT1H");
    assertThat(front.get("/notifications/a?limit=1").status().code()).isEqualTo(200);
  }

  @Test
  void aTimeIsTakenAsWellAsADelay() {
    post(202, "at", "Belfry-At: 2023-11-14T22:14:20Z");
    pass("PT58S");
    assertThat(kept()).isEmpty();
    pass("PT3S");
    assertThat(kept()).containsExactly("at");
  }

  @Test
  void aTimeInThePastIsNow() {
    post(201, "now", "Belfry-At: 2001-01-01T00:00:00Z");
    assertThat(kept()).containsExactly("now");
  }

  @Test
  void messagesAppearInTheOrderOfTheirTimes() {
    post(202, "3", "Belfry-At: 3m");
    post(202, "1", "Belfry-At: 1m");
    post(202, "2", "Belfry-At: 2m");
    post(202, "2b", "Belfry-At: 2m");
    pass("PT10M");
    assertThat(kept()).containsExactly("1", "2", "2b", "3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0s", "soon", "366d", "2100-01-01T00:00:00Z", "PT9223372036854775807S", "-5s"})
  void anotherTimeIsMalformed(String at) {
    post(400, "x", "Belfry-At: " + at);
  }

  @Test
  void aYearAheadIsTaken() {
    post(202, "x", "Belfry-At: 365d");
  }

  @Test
  void twoTimesAreMalformed() {
    post(400, "x", "Belfry-At: 1m", "Belfry-At: 2m");
  }

  @Test
  void aCancelledMessageNeverAppears() {
    String id = post(202, "x", "Belfry-At: 1m").path("id").asString();
    assertThat(cancel(id)).isEqualTo(204);
    assertThat(cancel(id)).isEqualTo(404);
    pass("PT2M");
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatHasAppearedCannotBeCancelled() {
    String id = post(202, "x", "Belfry-At: 1m").path("id").asString();
    pass("PT2M");
    assertThat(cancel(id)).isEqualTo(404);
    assertThat(kept()).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01ARZ3NDEKTSV4RRFFQ69G5FAV", "x", "", "01ARZ3NDEKTSV4RRFFQ69G5FAV/x"})
  void anUnknownIdIsNotFound(String id) {
    assertThat(cancel(id)).isEqualTo(404);
  }

  @Test
  void onlyDeleteIsAllowed() {
    FullHttpResponse response = front.get("/v1/messages/01ARZ3NDEKTSV4RRFFQ69G5FAV");
    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().get("Allow")).isEqualTo("DELETE, OPTIONS");
  }

  @Test
  void theSameKeyIsScheduledOnce() {
    JsonNode first = post(202, "x", "Belfry-At: 1m", "Idempotency-Key: k");
    pass("PT10S");
    assertThat(post(202, "x", "Belfry-At: 1m", "Idempotency-Key: k")).isEqualTo(first);
    post(409, "y", "Belfry-At: 1m", "Idempotency-Key: k");
    post(409, "x", "Idempotency-Key: k");
    pass("PT2M");
    assertThat(kept()).containsExactly("x");
  }

  @Test
  void theSamePublishAgainGetsTheSameAnswerWhenItsTimeHasJustCome() {
    String[] head = {"Belfry-At: 2023-11-14T22:14:20.600Z", "Idempotency-Key: k"};
    JsonNode first = post(202, "x", head);
    pass("PT1M0.7S"); // due, but not looked for yet
    assertThat(kept()).isEmpty();
    assertThat(post(202, "x", head)).isEqualTo(first);
    post(409, "y", head);
    pass("PT1S");
    assertThat(post(201, "x", head).path("id")).isEqualTo(first.path("id"));
    assertThat(kept()).containsExactly("x");
  }

  @Test
  void aKeyCountsAfterItsMessageHasAppearedToo() {
    JsonNode first = post(202, "x", "Belfry-At: 1m", "Idempotency-Key: k");
    pass("PT2M");
    JsonNode again = post(201, "x", "Belfry-At: 1m", "Idempotency-Key: k");
    assertThat(again.path("id")).isEqualTo(first.path("id"));
    assertThat(post(201, "x", "Idempotency-Key: k")).isEqualTo(again);
    assertThat(kept()).containsExactly("x");
  }

  @Test
  void aKeyOfACancelledMessageIsFree() {
    String id = post(202, "x", "Belfry-At: 1m", "Idempotency-Key: k").path("id").asString();
    cancel(id);
    post(201, "y", "Idempotency-Key: k");
  }

  @Test
  void anExpiryCountsFromTheMessagesTime() {
    post(202, "x", "Belfry-At: 1m", "Belfry-Expires: 30s");
    pass("PT1M1S");
    assertThat(kept()).containsExactly("x");
    pass("PT30S");
    assertThat(kept()).isEmpty();
    post(400, "x", "Belfry-At: 1m", "Belfry-Expires: 2023-11-14T22:14:00Z");
  }

  @Test
  void noMoreWaitThanTheBound() {
    for (int i = 0; i < TestFront.SCHEDULED_MAX; i++) {
      post(202, "x", "Belfry-At: 1m");
    }
    assertThat(post(503, "x", "Belfry-At: 1m").path("code").asString()).isEqualTo("unavailable");
    pass("PT2M");
    post(202, "x", "Belfry-At: 1m");
  }

  @Test
  void noMoreBytesWaitThanTheBound() {
    String large = "x".repeat(TestFront.BODY_BYTES_MAX);
    for (int i = 0; i < 15; i++) {
      post(202, large, "Belfry-At: 1m");
    }
    post(503, large, "Belfry-At: 1m");
    post(202, "small", "Belfry-At: 1m");
  }

  @Test
  void whatMayNotBePublishedIsNotScheduled() {
    assertThat(front.post("/notifications/secret", "x", "Belfry-At: 1m").status().code())
        .isEqualTo(403);
    assertThat(front.post("/notifications/@everyone", "x", "Belfry-At: 1m").status().code())
        .isEqualTo(403);
  }

  @Test
  void aBatchSchedulesToo() {
    String body = "{\"messages\":[{\"channel\":\"a\",\"data\":\"later\",\"at\":\"1m\"}]}";
    FullHttpResponse response = front.post("/v1/publish", body, "Content-Type: application/json");
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(TestFront.text(response)).contains("\"at\":\"2023-11-14T22:14:20.000Z\"");
    assertThat(kept()).isEmpty();
    pass("PT2M");
    assertThat(kept()).containsExactly("later");
  }
}
