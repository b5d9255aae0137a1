package dev.belfry.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFrontTest {
  private static final String ORIGIN = "Origin: https://app.example";
  private static final String[] UPGRADE = {
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
  };

  private final TestFront front = new TestFront();

  @ParameterizedTest
  @CsvSource({
    "GET, /notifications/a%20b, bad-request, 400",
    "GET, /nowhere, not-found, 404",
    "PUT, /notifications, method-not-allowed, 405",
    "POST, /health/live, method-not-allowed, 405",
    "GET, /notifications?since=nonsense, bad-request, 400",
    "GET, /notifications?limit=0, bad-request, 400",
    "GET, /notifications/a?channel=b, bad-request, 400",
    "POST, /notifications?channel=b, bad-request, 400",
    "GET, /notifications?channel=a&channel=a, bad-request, 400",
    "GET, /notifications?channel=a&channel=../b, bad-request, 400",
    "GET, /notifications?channel=a&limit=1, bad-request, 400",
    "GET, /notifications/secret, forbidden, 403",
    "GET, /notifications/secret?limit=1, forbidden, 403",
    "GET, /notifications?channel=a&channel=secret, forbidden, 403",
    "GET, /notifications/@user/42, forbidden, 403",
    "GET, /chat, upgrade-required, 426",
  })
  void whatCannotBeServedIsAProblem(String method, String target, String code, int status) {
    FullHttpResponse response = front.respond(TestFront.request(method, target), new byte[0]);
    assertThat(response.status().code()).isEqualTo(status);
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(TestFront.text(response))
        .contains("\"status\":" + status)
        .contains("\"code\":\"" + code + "\"")
        .contains("\"title\":\"" + response.status().reasonPhrase() + "\"")
        .containsPattern("\"detail\":\"[^\"]+\"");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() {
    FullHttpResponse response =
        front.respond(TestFront.request("DELETE", "/notifications"), new byte[0]);
    assertThat(response.headers().get("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
  }

  @Test
  void anUpgradeBeginsWhereSinceSays() {
    assertThat(front.decide("GET", "/notifications/a?since=e1-4", UPGRADE))
        .isEqualTo(
            new Decision.RawSocket(new ChannelName("a"), new Since.After(new Position("e1", 4))));
    assertThat(front.decide("GET", "/notifications", UPGRADE))
        .isEqualTo(new Decision.RawSocket(new ChannelName("notifications"), new Since.Now()));
    assertThat(front.decide("GET", "/chat", UPGRADE))
        .isEqualTo(new Decision.ProgramSocket("/chat"));
  }

  @ParameterizedTest
  @CsvSource({
    "/notifications?since=nonsense, 400",
    "/notifications?channel=a, 400",
    "/notifications/secret, 403",
    "/notifications/@everyone, 403",
  })
  void anUpgradeIsRefusedForTheSameReasons(String target, int status) {
    FullHttpResponse response =
        front.respond(TestFront.request("GET", target, UPGRADE), new byte[0]);
    assertThat(response.status().code()).isEqualTo(status);
  }

  @Test
  void aStreamIsChunkedAndEndsWithItsSocket() {
    Decision.Stream stream = (Decision.Stream) front.decide("GET", "/notifications", ORIGIN);
    assertThat(stream.channels()).containsExactly(new ChannelName("notifications"));
    assertThat(stream.since()).containsExactly(new Since.Now());
    assertThat(stream.head().status().code()).isEqualTo(200);
    assertThat(stream.head().headers())
        .extracting(header -> header.getKey() + ": " + header.getValue())
        .contains(
            "content-type: text/event-stream; charset=utf-8",
            "transfer-encoding: chunked",
            "connection: close",
            "cache-control: no-store",
            "vary: Accept, Origin",
            "access-control-allow-origin: https://app.example")
        .noneMatch(header -> header.startsWith("content-length"));
  }

  @Test
  void aStreamMayCombine32Channels() {
    Decision.Stream stream =
        (Decision.Stream) front.decide("GET", combined(32), "Last-Event-ID: " + positions(32));
    assertThat(stream.channels()).hasSize(32).startsWith(new ChannelName("c0"));
    assertThat(stream.since()).hasSize(32).endsWith(new Since.After(new Position("e1", 31)));
    assertThat(front.get(combined(33)).status().code()).isEqualTo(400);
  }

  private static String combined(int channels) {
    return IntStream.range(0, channels)
        .mapToObj(i -> "channel=c" + i)
        .collect(Collectors.joining("&", "/notifications?", ""));
  }

  private static String positions(int channels) {
    return IntStream.range(0, channels).mapToObj(i -> "e1-" + i).collect(Collectors.joining(","));
  }

  @Test
  void aStreamWhoseLastEventIdCannotBeReadBeginsWithAGap() {
    Decision.Stream stream =
        (Decision.Stream)
            front.decide("GET", "/notifications?since=earliest", "Last-Event-ID: nonsense");
    assertThat(stream.since()).containsExactly(new Since.Unknown());
  }

  @Test
  void aBrowsersNavigationGetsTheLivePage() {
    FullHttpResponse response = front.get("/notifications", "Accept: text/html,*/*;q=0.8");
    assertThat(response.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; connect-src 'self'; img-src 'self'; script-src 'sha256-")
        .endsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(response.headers().get("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.content().readableBytes()).isLessThan(16_000);
  }

  @Test
  void theRootLeadsToChannels() {
    FullHttpResponse response = front.get("/", "Accept: text/html,*/*;q=0.8");
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(response.headers().get("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(front.get("/favicon.svg").headers().get("Content-Type")).isEqualTo("image/svg+xml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/notifications?limit=1", "/health/live", "/nowhere", "/notifications?limit=x"})
  void headIsGetWithoutTheBody(String target) {
    FullHttpResponse get = front.get(target);
    FullHttpResponse head = front.respond(TestFront.request("HEAD", target), new byte[0]);
    assertThat(head.content().readableBytes()).isZero();
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.headers()).isEqualTo(get.headers());
  }

  @Test
  void headOfAStreamIsAnsweredAtOnceWithoutALength() {
    FullHttpResponse head = front.respond(TestFront.request("HEAD", "/notifications"), new byte[0]);
    assertThat(head.status().code()).isEqualTo(200);
    assertThat(head.headers().get("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(head.headers().contains("Content-Length")).isFalse();
  }

  @Test
  void aClientOfHttp10IsStreamedTheBareText() {
    HttpRequest request =
        new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/notifications");
    Decision.Stream stream = (Decision.Stream) front.decide(request);
    assertThat(stream.framing()).isEqualTo(StreamFraming.BARE);
    assertThat(stream.head().headers().contains("Transfer-Encoding")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?lastEventId=e1-7", "?last_event_id=e1-7", "?since=5m&lastEventId=e1-7"})
  void whatPolyfillsSendInPlaceOfTheHeaderIsAPlaceToResumeFrom(String query) {
    Decision.Stream stream = (Decision.Stream) front.decide("GET", "/notifications" + query);
    assertThat(stream.since()).containsExactly(new Since.After(new Position("e1", 7)));
  }

  @Test
  void theHeaderGoesBeforeWhatStandsInTheAddress() {
    Decision.Stream stream =
        (Decision.Stream)
            front.decide("GET", "/notifications?lastEventId=e1-7", "Last-Event-ID: e1-9");
    assertThat(stream.since()).containsExactly(new Since.After(new Position("e1", 9)));
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.2, 201", "HTTP/1.9, 201", "HTTP/2.0, 505", "HTTP/0.9, 505", "HTTP/3.0, 505"})
  void aLaterVersionOfTheSameKindIsSpokenAndAnyOtherNot(String version, int status) {
    HttpRequest request = TestFront.request("POST", "/notifications");
    request.setProtocolVersion(HttpVersion.valueOf(version));
    assertThat(front.respond(request, new byte[] {'x'}).status().code()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"PROPFIND, 501", "get, 501", "PUT, 405", "PATCH, 405", "TRACE, 405", "CONNECT, 405"})
  void aMethodIsUnknownOrNotAllowed(String method, int status) {
    HttpRequest request = TestFront.request(method, "/notifications");
    assertThat(front.respond(request, new byte[0]).status().code()).isEqualTo(status);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithThePhraseOfToday() {
    FullHttpResponse response =
        front.respond(
            TestFront.request("POST", "/notifications", "Content-Length: 70000"), new byte[0]);
    assertThat(response.status().toString()).isEqualTo("413 Content Too Large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=5&since=nonsense", "?after=e1-1&since=earliest", "?after=latest"})
  void aPlaceThatCanNotBeReadIsRefusedInTheJsonFormToo(String query) {
    FullHttpResponse response = front.get("/notifications" + query);
    assertThat(response.status().code()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?after=earliest", "?limit=5&since=earliest", "?limit=5&since=-2"})
  void aPageMayBeginWhereASubscriberWould(String query) {
    front.post("/notifications", "one");
    front.post("/notifications", "two");
    assertThat(TestFront.text(front.get("/notifications" + query)))
        .containsSubsequence("one", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "UTF8", "us-ascii", "\"utf-8\""})
  void aBodyMaySayThatItIsUtf8OrPartOfIt(String charset) {
    HttpRequest request =
        TestFront.request("POST", "/notifications", "Content-Type: text/plain; charset=" + charset);
    assertThat(front.respond(request, new byte[] {'x'}).status().code()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "{\"a\":\"x\\udc00y\"}", "[\"\\uD83D\\uD83D\\uDE00\"]"})
  void halfOfASurrogatePairIsRefused(String json) {
    HttpRequest request =
        TestFront.request("POST", "/notifications", "Content-Type: application/json");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    assertThat(front.respond(request, body).status().code()).isEqualTo(400);
  }

  @Test
  void aWholeSurrogatePairAndABackslashBeforeAnUAreTaken() {
    HttpRequest request =
        TestFront.request("POST", "/notifications", "Content-Type: application/json");
    byte[] body = "[\"\\ud83d\\ude00\",\"\\\\ud800\"]".getBytes(StandardCharsets.UTF_8);
    assertThat(front.respond(request, body).status().code()).isEqualTo(201);
  }

  @Test
  void healthIsWhatItIs() {
    assertThat(TestFront.text(front.get("/health/live"))).isEqualTo("{\"status\":\"up\"}");
    assertThat(TestFront.text(front.get("/health/ready"))).isEqualTo("{\"status\":\"up\"}");
    front.ready = false;
    FullHttpResponse down = front.get("/health/ready");
    assertThat(down.status().code()).isEqualTo(503);
    assertThat(TestFront.text(down)).isEqualTo("{\"status\":\"down\"}");
    assertThat(front.get("/health/live").status().code()).isEqualTo(200);
  }

  @Test
  void aServerThatLeavesBeginsNothingThatWouldLast() {
    front.leaving = true;
    FullHttpResponse response = front.get("/notifications");
    assertThat(response.status().code()).isEqualTo(503);
    assertThat(response.headers().get("Retry-After")).isEqualTo("5");
    assertThat(
            front.respond(TestFront.request("GET", "/chat", UPGRADE), new byte[0]).status().code())
        .isEqualTo(503);
    assertThat(front.post("/notifications", "still taken").status().code()).isEqualTo(201);
  }

  @Test
  void anEventSourceIsToldToComeBackAndNotRefused() {
    front.leaving = true;
    FullHttpResponse response =
        front.get("/notifications", "Accept: text/event-stream", "Sec-Fetch-Mode: cors", ORIGIN);
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type"))
        .isEqualTo("text/event-stream; charset=utf-8");
    assertThat(response.headers().get("Access-Control-Allow-Origin"))
        .isEqualTo("https://app.example");
    assertThat(TestFront.text(response)).isEqualTo("retry: 5000\n\n");
  }

  @Test
  void whatTheHandlerRefusesClosesAndIsReadableToAllowedOrigins() {
    FullHttpResponse response =
        front.refuse(TestFront.request("POST", "/notifications", ORIGIN), Problem.tooLarge(65_536));
    assertThat(response.status().code()).isEqualTo(413);
    assertThat(response.headers().get("Connection")).isEqualTo("close");
    assertThat(response.headers().get("Access-Control-Allow-Origin"))
        .isEqualTo("https://app.example");
  }

  @Test
  void aPreflightOfAnAllowedOriginIsAnswered() {
    FullHttpResponse response =
        front.respond(
            TestFront.request(
                "OPTIONS", "/notifications", ORIGIN, "Access-Control-Request-Method: POST"),
            new byte[0]);
    assertThat(response.status().code()).isEqualTo(204);
    assertThat(response.headers().get("Access-Control-Allow-Origin"))
        .isEqualTo("https://app.example");
    assertThat(response.headers().get("Access-Control-Allow-Methods")).contains("POST");
    assertThat(response.headers().get("Access-Control-Allow-Headers"))
        .contains(
            "Content-Type",
            "Last-Event-ID",
            "Idempotency-Key",
            "Belfry-Replace-Key",
            "Belfry-Expires");
    assertThat(response.headers().contains("Access-Control-Max-Age")).isTrue();
    assertThat(response.headers().get("Vary")).isEqualTo("Accept, Origin");
    assertThat(response.headers().contains("Content-Length")).isFalse();
  }

  @Test
  void aPreflightOfAnotherOriginIsRefusedWithoutAWordOfCors() {
    FullHttpResponse response =
        front.respond(
            TestFront.request(
                "OPTIONS",
                "/notifications",
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST"),
            new byte[0]);
    assertThat(response.status().code()).isEqualTo(403);
    assertThat(response.headers().names()).noneMatch(n -> n.startsWith("access-control"));
  }

  @Test
  void optionsOfTheServerIsAnswered() {
    FullHttpResponse response = front.respond(TestFront.request("OPTIONS", "*"), new byte[0]);
    assertThat(response.status().code()).isEqualTo(204);
    assertThat(front.get("*").status().code()).isEqualTo(405);
  }

  @Test
  void anAnnouncedBodyThatIsTooLargeIsRefusedUnread() {
    FullHttpResponse response =
        front.post("/notifications", "", "Content-Length: 65537", "Expect: 100-continue");
    assertThat(response.status().code()).isEqualTo(413);
    assertThat(response.headers().get("Connection")).isEqualTo("close");
    assertThat(front.decide("POST", "/notifications", "Content-Length: 65536"))
        .isInstanceOfSatisfying(
            Decision.Serve.class, serve -> assertThat(serve.bodyBytesMax()).isEqualTo(65_536));
  }

  @Test
  void anotherExpectationFails() {
    assertThat(front.post("/notifications", "", "Expect: miracles").status().code()).isEqualTo(417);
  }

  @Test
  void theConnectionStaysOpenAfterARefusalWithoutABody() {
    assertThat(front.get("/nowhere").headers().contains("Connection")).isFalse();
    assertThat(front.get("/nowhere", "Transfer-Encoding: chunked").headers().get("Connection"))
        .isEqualTo("close");
  }

  @Test
  void anHttp10ClientIsServed() {
    var request = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/health/live");
    assertThat(front.respond(request, new byte[0]).status().code()).isEqualTo(200);
    assertThat(List.of(front.get("/health/live").headers().get("Content-Length")))
        .containsExactly("15");
  }
}
