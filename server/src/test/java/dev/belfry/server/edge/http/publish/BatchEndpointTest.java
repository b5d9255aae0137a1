package dev.belfry.server.edge.http.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Verdict;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BatchEndpointTest {
  private static final String JSON = "Content-Type: application/json";

  private final TestDispatcher dispatcher = new TestDispatcher();

  private FullHttpResponse send(byte[] body, String... headers) {
    HttpRequest request = TestDispatcher.request("POST", "/v1/publish", headers);
    Verdict verdict = dispatcher.judge(request);
    if (!(verdict.decision() instanceof Decision.Serve)) {
      return dispatcher.respond(request, body);
    }
    var exchange = dispatcher.serve(verdict, request, body);
    dispatcher.simulation.settle();
    return exchange.response();
  }

  private FullHttpResponse send(String body) {
    return send(body.getBytes(StandardCharsets.UTF_8), JSON);
  }

  private int status(String body) {
    return send(body).status().code();
  }

  private JsonNode results(String... messages) {
    FullHttpResponse response = send("{\"messages\":[" + String.join(",", messages) + "]}");
    assertThat(response.status().code()).isEqualTo(200);
    JsonNode results = JsonMapper.shared().readTree(TestDispatcher.text(response)).path("results");
    assertThat(results.size()).isEqualTo(messages.length);
    return results;
  }

  private String codeOf(String message) {
    return results(message).path(0).path("error").path("code").asString("");
  }

  private List<String> kept(String channel) {
    String page = TestDispatcher.text(dispatcher.get("/notifications/" + channel + "?limit=1000"));
    JsonNode messages = JsonMapper.shared().readTree(page).path("messages");
    return messages.valueStream().map(message -> message.path("data").toString()).toList();
  }

  @Test
  void eachMessageHasItsResultInOrder() {
    JsonNode results =
        results(
            "{\"channel\":\"a\",\"data\":1}",
            "{\"channel\":\"secret\",\"data\":2}",
            "{\"channel\":\"b/c\",\"data\":{\"n\":3}}");
    assertThat(results.path(0).toString())
        .matches(
            "\\{\"id\":\"[0-9A-Z]{26}\",\"channel\":\"a\",\"position\":\"e1-[0-9]+\","
                + "\"time\":\"2023-11-14T22:13:20\\.000Z\",\"durable\":false}");
    assertThat(results.path(1).path("error").path("code").asString()).isEqualTo("forbidden");
    assertThat(results.path(1).path("error").path("message").asString()).contains("secret");
    assertThat(results.path(2).path("channel").asString()).isEqualTo("b/c");
    assertThat(kept("a")).containsExactly("1");
    assertThat(kept("b/c")).containsExactly("{\"n\":3}");
  }

  @Test
  void aThousandMessagesKeepTheirOrder() {
    String[] messages =
        IntStream.range(0, 1000)
            .mapToObj(n -> "{\"channel\":\"c" + n % 2 + "\",\"data\":" + n + "}")
            .toArray(String[]::new);
    results(messages);
    for (int channel = 0; channel < 2; channel++) {
      int first = channel;
      assertThat(kept("c" + channel))
          .isEqualTo(IntStream.range(0, 500).mapToObj(n -> String.valueOf(2 * n + first)).toList());
    }
  }

  @Test
  void moreThanAThousandAreMalformedAndNoneIsPublished() {
    String messages =
        IntStream.range(0, 1001)
            .mapToObj(n -> "{\"channel\":\"a\",\"data\":" + n + "}")
            .collect(Collectors.joining(","));
    assertThat(status("{\"messages\":[" + messages + "]}")).isEqualTo(400);
    assertThat(kept("a")).isEmpty();
  }

  @Test
  void dataIsKeptByteForByteButInOneLine() {
    String data =
        "{\"b\": 1.50,\n\"b\":1e400, \"a\":\"\\u00e4ä😀\",\"n\":123456789012345678901234567890}";
    results("{\"channel\":\"a\",\"data\":" + data + "}");
    String page = TestDispatcher.text(dispatcher.get("/notifications/a?limit=1"));
    assertThat(page).contains(data.replace('\n', ' '));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "\"text\"", "[]", "-0"})
  void dataIsAnyJson(String data) {
    results("{\"channel\":\"a\",\"data\":" + data + "}");
    assertThat(TestDispatcher.text(dispatcher.get("/notifications/a?limit=1")))
        .contains("\"data\":" + data + "}");
  }

  @Test
  void theSameKeyGetsTheSameAnswerWithinABatchToo() {
    String message = "{\"channel\":\"a\",\"data\":1,\"key\":\"k\"}";
    JsonNode results = results(message, message, "{\"channel\":\"a\",\"data\":2,\"key\":\"k\"}");
    assertThat(results.path(1)).isEqualTo(results.path(0));
    assertThat(results.path(2).path("error").path("code").asString()).isEqualTo("conflict");
    assertThat(kept("a")).containsExactly("1");
  }

  @Test
  void aReplaceKeyAndAnExpiryHold() {
    results(
        "{\"channel\":\"a\",\"data\":1,\"replaceKey\":\"r\"}",
        "{\"channel\":\"a\",\"data\":2,\"replaceKey\":\"r\"}",
        "{\"channel\":\"a\",\"data\":3,\"expires\":\"30s\"}");
    assertThat(kept("a")).containsExactly("2", "3");
    dispatcher.simulation.pass(java.time.Duration.ofSeconds(31));
    assertThat(kept("a")).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "[]",
        "{}",
        "{\"channel\":\"a\"}",
        "{\"data\":1}",
        "{\"channel\":1,\"data\":1}",
        "{\"channel\":\"a b\",\"data\":1}",
        "{\"channel\":\"\",\"data\":1}",
        "{\"channel\":\"a\",\"data\":1,\"data\":2}",
        "{\"channel\":\"a\",\"channel\":\"b\",\"data\":2}",
        "{\"channel\":\"a\",\"data\":1,\"more\":2}",
        "{\"channel\":\"a\",\"data\":1,\"key\":\"\"}",
        "{\"channel\":\"a\",\"data\":1,\"key\":\"a b\"}",
        "{\"channel\":\"a\",\"data\":1,\"key\":7}",
        "{\"channel\":\"a\",\"data\":1,\"replaceKey\":\"\\u00e4\"}",
        "{\"channel\":\"a\",\"data\":1,\"traceparent\":\"00-1-2-01\"}",
        "{\"channel\":\"a\",\"data\":1,\"expires\":\"soon\"}",
        "{\"channel\":\"a\",\"data\":1,\"at\":\"soon\"}",
        "{\"channel\":\"a\",\"data\":1,\"at\":\"366d\"}",
        "{\"channel\":\"a\",\"data\":1,\"at\":7}",
      })
  void aMessageThatIsWrongDoesNotStopTheOthers(String wrong) {
    JsonNode results = results(wrong, "{\"channel\":\"b\",\"data\":1}");
    assertThat(results.path(0).path("error").path("code").asString()).isEqualTo("bad-request");
    assertThat(results.path(1).path("channel").asString()).isEqualTo("b");
    assertThat(kept("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":{}}",
        "{\"messages\":null}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}],\"more\":1}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}],\"messages\":[]}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}]} x",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}]}{}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1},]}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":1},{\"channel\":\"a\",\"data\":nul}]}",
        "{\"messages\":[{\"channel\":\"a\",\"data\":NaN}]}",
        "\uFEFF{\"messages\":[{\"channel\":\"a\",\"data\":1}]}",
      })
  void aBodyThatIsNoBatchIsMalformedAndNothingIsPublished(String body) {
    assertThat(status(body)).isEqualTo(400);
    assertThat(kept("a")).isEmpty();
  }

  @Test
  void dataIsNotNestedTooDeep() {
    String deep = "[".repeat(128) + "]".repeat(128);
    results("{\"channel\":\"a\",\"data\":" + deep + "}");
    assertThat(kept("a")).hasSize(1);
    assertThat(codeOf("{\"channel\":\"a\",\"data\":[" + deep + "]}")).isEqualTo("bad-request");
    assertThat(status("{\"messages\":" + "[".repeat(100_000))).isEqualTo(400);
    assertThat(status("{\"a\":".repeat(100_000))).isEqualTo(400);
  }

  @Test
  void aNumberWithoutEndIsMalformed() {
    String body = "{\"messages\":[{\"channel\":\"a\",\"data\":" + "9".repeat(200_000) + "}]}";
    assertThat(status(body)).isEqualTo(400);
  }

  @Test
  void aBodyThatIsNotUtf8IsMalformed() {
    byte[] body =
        "{\"messages\":[{\"channel\":\"a\",\"data\":\"ä\"}]}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(send(body, JSON).status().code()).isEqualTo(400);
    byte[] wide =
        "{\"messages\":[{\"channel\":\"a\",\"data\":1}]}".getBytes(StandardCharsets.UTF_16);
    assertThat(send(wide, JSON).status().code()).isEqualTo(400);
  }

  @Test
  void aMessageOverItsLimitIsTooLarge() {
    String fits = "\"" + "x".repeat(TestDispatcher.BODY_BYTES_MAX - 2) + "\"";
    assertThat(codeOf("{\"channel\":\"a\",\"data\":" + fits + "}")).isEmpty();
    String over = "\"" + "x".repeat(TestDispatcher.BODY_BYTES_MAX - 1) + "\"";
    assertThat(codeOf("{\"channel\":\"a\",\"data\":" + over + "}")).isEqualTo("too-large");
    String far = "\"" + "x".repeat(TestDispatcher.BODY_BYTES_MAX * 2) + "\"";
    assertThat(codeOf("{\"channel\":\"a\",\"data\":" + far + "}")).isEqualTo("too-large");
  }

  @Test
  void anAnnouncedBodyOverTheLimitIsTooLarge() {
    String over = "Content-Length: " + (TestDispatcher.BATCH_BYTES_MAX + 1);
    HttpRequest request = TestDispatcher.request("POST", "/v1/publish", JSON, over);
    assertThat(dispatcher.respond(request, new byte[0]).status().code()).isEqualTo(413);
    String fits = "Content-Length: " + TestDispatcher.BATCH_BYTES_MAX;
    Verdict verdict = dispatcher.judge("POST", "/v1/publish", JSON, fits);
    assertThat(verdict.decision()).isInstanceOf(Decision.Serve.class);
    assertThat(verdict.bodyBytesMax()).isEqualTo(TestDispatcher.BATCH_BYTES_MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: application/vnd.some+json",
        "Content-Type: application/json; charset=utf-16",
        "X-Nothing: here",
      })
  void onlyJsonIsTaken(String header) {
    assertThat(send(new byte[0], header).status().code()).isEqualTo(415);
  }

  @Test
  void onlyPostIsAllowed() {
    FullHttpResponse response = dispatcher.get("/v1/publish");
    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().get("Allow")).isEqualTo("POST, OPTIONS");
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void aPageOfAnotherOriginIsForbidden() {
    assertThat(send(new byte[0], JSON, "Origin: https://evil.example").status().code())
        .isEqualTo(403);
  }
}
