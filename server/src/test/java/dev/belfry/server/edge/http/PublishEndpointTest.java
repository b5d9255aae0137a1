package dev.belfry.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishEndpointTest {
  private final TestFront front = new TestFront();

  private int status(String body, String... headers) {
    return front.post("/notifications", body, headers).status().code();
  }

  private String kept() {
    JsonNode page =
        JsonMapper.shared().readTree(TestFront.text(front.get("/notifications?limit=1")));
    return page.path("messages").path(0).path("data").toString();
  }

  @Test
  void whatIsKeptIsToldWithItsPlace() {
    FullHttpResponse response = front.post("/notifications/a/b", "Hello, world!");
    assertThat(response.status().code()).isEqualTo(201);
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/json");
    assertThat(TestFront.text(response))
        .matches(
            "\\{\"id\":\"[0-9A-Z]{26}\",\"channel\":\"a/b\",\"position\":\"e1-[0-9]+\","
                + "\"time\":\"2023-11-14T22:13:20\\.000Z\",\"durable\":false}");
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, '\"{}\"'",
    "TEXT/Markdown; charset=\"UTF-8\", '\"{}\"'",
    "application/x-www-form-urlencoded, '\"{}\"'",
    "application/json, {}",
    "application/vnd.some+json;charset=utf-8, {}",
  })
  void theTypeTellsTextFromJson(String type, String data) {
    assertThat(status("{}", "Content-Type: " + type)).isEqualTo(201);
    assertThat(kept()).isEqualTo(data);
  }

  @Test
  void withoutATypeItIsText() {
    assertThat(status("a=1&b=%20")).isEqualTo(201);
    assertThat(kept()).isEqualTo("\"a=1&b=%20\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "multipart/form-data; boundary=x",
        "image/svg+xml",
        "json",
        "text/plain; charset=iso-8859-1",
        "application/json; charset=utf-16",
        "",
      })
  void anotherTypeOrCharsetIsUnsupported(String type) {
    assertThat(status("{}", "Content-Type: " + type)).isEqualTo(415);
  }

  @Test
  void aCompressedBodyIsUnsupported() {
    FullHttpResponse response = front.post("/notifications", "x", "Content-Encoding: gzip");
    assertThat(response.status().code()).isEqualTo(415);
    assertThat(response.headers().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(status("x", "Content-Encoding: identity")).isEqualTo(201);
  }

  @Test
  void anEmptyBodyOrOneThatIsNotUtf8IsMalformed() {
    assertThat(status("")).isEqualTo(400);
    byte[] latin = "ä".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(front.respond(TestFront.request("POST", "/notifications"), latin).status().code())
        .isEqualTo(400);
  }

  @Test
  void jsonIsKeptByteForByteButInOneLine() {
    byte[] json = "{\r\n \"b\": 1.50,\n\"a\":\"\\n\u00e4\"}\n".getBytes(StandardCharsets.UTF_8);
    var read = MessageBody.read(json, dev.belfry.server.log.Message.Kind.JSON);
    assertThat(((Checked.Good<byte[]>) read).value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{   \"b\": 1.50, \"a\":\"\\n\u00e4\"} ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{} {}",
        "1 2",
        " ",
        "{a:1}",
        "'a'",
        "nul",
        "01",
        "\"a\nb\"",
        "\uFEFF{}",
        "[1,]",
        "NaN",
        "{}x",
        "\"\\x\"",
        "// c\n1"
      })
  void whatIsNotOneJsonValueIsMalformed(String body) {
    assertThat(status(body, "Content-Type: application/json")).isEqualTo(400);
  }

  @Test
  void jsonIsNotNestedTooDeep() {
    String json = "Content-Type: application/json";
    assertThat(status("[".repeat(128) + "]".repeat(128), json)).isEqualTo(201);
    assertThat(status("[".repeat(129) + "]".repeat(129), json)).isEqualTo(400);
  }

  @Test
  void jsonInUtf16IsMalformed() {
    byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE);
    var request = TestFront.request("POST", "/notifications", "Content-Type: application/json");
    assertThat(front.respond(request, json).status().code()).isEqualTo(400);
  }

  @Test
  void theSameKeyGetsTheSameAnswer() {
    FullHttpResponse first = front.post("/notifications", "x", "Idempotency-Key: k1");
    FullHttpResponse second = front.post("/notifications", "x", "Idempotency-Key: k1");
    assertThat(second.status().code()).isEqualTo(201);
    assertThat(TestFront.text(second)).isEqualTo(TestFront.text(first));
    assertThat(status("y", "Idempotency-Key: k1")).isEqualTo(409);
  }

  @Test
  void keysAreVisibleAsciiAndNotLong() {
    for (String name : new String[] {"Idempotency-Key", "Belfry-Replace-Key"}) {
      assertThat(status("x", name + ": " + "k".repeat(255))).isEqualTo(201);
      assertThat(status("x", name + ": " + "k".repeat(256))).isEqualTo(400);
      assertThat(status("x", name + ":")).isEqualTo(400);
      assertThat(status("x", name + ": a b")).isEqualTo(400);
      assertThat(status("x", name + ": \u00e4")).isEqualTo(400);
      assertThat(status("x", name + ": a", name + ": b")).isEqualTo(400);
    }
  }

  @Test
  void aReplaceKeyTakesThePlaceOfTheMessageBefore() {
    front.post("/notifications", "old", "Belfry-Replace-Key: r");
    front.post("/notifications", "new", "Belfry-Replace-Key: r");
    assertThat(TestFront.text(front.get("/notifications?limit=10")))
        .contains("\"new\"")
        .doesNotContain("\"old\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"30s", "10m", "24h", "PT30S", "2100-01-01T00:00:00Z", "2100-01-01T00:00:00+02:00"})
  void anExpiryIsADurationOrATime(String expires) {
    assertThat(status("x", "Belfry-Expires: " + expires)).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0s",
        "30",
        "soon",
        "-5s",
        "PT-5S",
        "2001-01-01T00:00:00Z",
        "2100-01-01",
        "PT9223372036854775807S"
      })
  void anotherExpiryIsMalformed(String expires) {
    assertThat(status("x", "Belfry-Expires: " + expires)).isEqualTo(400);
  }

  @Test
  void anExpiredMessageIsNotHandedOut() {
    front.post("/notifications", "short", "Belfry-Expires: 30s");
    assertThat(kept()).isEqualTo("\"short\"");
    front.simulation.pass(Duration.ofSeconds(31));
    assertThat(kept()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/notifications/secret", "/notifications/@everyone"})
  void whatThePolicyForbidsIsForbidden(String target) {
    assertThat(front.post(target, "x").status().code()).isEqualTo(403);
  }
}
