package dev.belfry.server.edge.http.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.http.request.Problem;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDispatcherTest {
  private static final String ORIGIN = "Origin: https://app.example";
  private static final String[] UPGRADE = {
    "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
  };

  private final TestDispatcher dispatcher = new TestDispatcher();

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
    FullHttpResponse response =
        dispatcher.respond(TestDispatcher.request(method, target), new byte[0]);
    assertThat(response.status().code()).isEqualTo(status);
    assertThat(response.headers().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(TestDispatcher.text(response))
        .contains("\"status\":" + status)
        .contains("\"code\":\"" + code + "\"")
        .contains("\"title\":\"" + response.status().reasonPhrase() + "\"")
        .containsPattern("\"detail\":\"[^\"]+\"");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() {
    FullHttpResponse response =
        dispatcher.respond(TestDispatcher.request("DELETE", "/notifications"), new byte[0]);
    assertThat(response.headers().get("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
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
        dispatcher.respond(TestDispatcher.request("GET", target, UPGRADE), new byte[0]);
    assertThat(response.status().code()).isEqualTo(status);
  }

  @Test
  void aBrowsersNavigationGetsTheLivePage() {
    FullHttpResponse response = dispatcher.get("/notifications", "Accept: text/html,*/*;q=0.8");
    assertThat(response.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        .contains("base-uri 'none'; form-action 'none'; frame-ancestors 'none';")
        .doesNotContain("unsafe");
    assertThat(response.headers().get("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(response.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.content().readableBytes()).isLessThan(16_000);
  }

  @Test
  void theRootLeadsToChannels() {
    FullHttpResponse response = dispatcher.get("/", "Accept: text/html,*/*;q=0.8");
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(response.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(response.headers().get("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(dispatcher.get("/favicon.svg").headers().get("Content-Type"))
        .isEqualTo("image/svg+xml");
  }

  @ParameterizedTest
  @CsvSource({
    "/belfry.js, text/javascript; charset=utf-8",
    "/belfry.js.map, application/json",
    "/belfry-stream.js, text/javascript; charset=utf-8",
    "/belfry-stream.js.map, application/json",
    "/belfry-bell.js, text/javascript; charset=utf-8",
    "/belfry-bell.js.map, application/json",
    "/belfry-inbox.js, text/javascript; charset=utf-8",
    "/belfry-inbox.js.map, application/json"
  })
  void aPageOfAnyOriginMayLoadTheLibrary(String path, String type) {
    FullHttpResponse response =
        dispatcher.get(path, "Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site");
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type")).isEqualTo(type);
    assertThat(response.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(response.headers().get("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(response.headers().get("Cache-Control"))
        .isEqualTo("public, max-age=300, stale-while-revalidate=86400");
    assertThat(response.headers().contains("Access-Control-Allow-Credentials")).isFalse();
    String tag = response.headers().get("ETag");
    assertThat(dispatcher.get(path, "If-None-Match: " + tag).status().code()).isEqualTo(304);
  }

  @Test
  void noHostThatIsNotKnownGetsTheLibrary() {
    FullHttpResponse response = dispatcher.get("/belfry.js", "Host: evil.example");
    assertThat(response.status().code()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/openapi.yaml", "/", "/console.js", "/v1/console", "/belfry.jsx"})
  void whatIsNoLibraryIsForAllowedOriginsOnly(String path) {
    FullHttpResponse response = dispatcher.get(path, "Origin: https://elsewhere.example");
    assertThat(response.status().code()).isEqualTo(403);
    assertThat(response.headers().contains("Access-Control-Allow-Origin")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/notifications?limit=1", "/health/live", "/nowhere", "/notifications?limit=x"})
  void headIsGetWithoutTheBody(String target) {
    FullHttpResponse get = dispatcher.get(target);
    FullHttpResponse head = dispatcher.respond(TestDispatcher.request("HEAD", target), new byte[0]);
    assertThat(head.content().readableBytes()).isZero();
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.headers()).isEqualTo(get.headers());
  }

  @Test
  void headOfAStreamIsAnsweredAtOnce() {
    FullHttpResponse head =
        dispatcher.respond(TestDispatcher.request("HEAD", "/notifications"), new byte[0]);
    assertThat(head.status().code()).isEqualTo(200);
    assertThat(head.headers().get("Content-Type")).isEqualTo("text/event-stream; charset=utf-8");
    assertThat(head.headers().contains("Content-Length")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"HTTP/1.2, 201", "HTTP/1.9, 201", "HTTP/2.0, 505", "HTTP/0.9, 505", "HTTP/3.0, 505"})
  void aLaterVersionOfTheSameKindIsSpokenAndAnyOtherNot(String version, int status) {
    HttpRequest request = TestDispatcher.request("POST", "/notifications");
    request.setProtocolVersion(HttpVersion.valueOf(version));
    assertThat(dispatcher.respond(request, new byte[] {'x'}).status().code()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"PROPFIND, 501", "get, 501", "PUT, 405", "PATCH, 405", "TRACE, 405", "CONNECT, 405"})
  void aMethodIsUnknownOrNotAllowed(String method, int status) {
    HttpRequest request = TestDispatcher.request(method, "/notifications");
    assertThat(dispatcher.respond(request, new byte[0]).status().code()).isEqualTo(status);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithThePhraseOfToday() {
    FullHttpResponse response =
        dispatcher.respond(
            TestDispatcher.request("POST", "/notifications", "Content-Length: 70000"), new byte[0]);
    assertThat(response.status().toString()).isEqualTo("413 Content Too Large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=5&since=nonsense", "?after=e1-1&since=earliest", "?after=latest"})
  void aPlaceThatCanNotBeReadIsRefusedInTheJsonFormToo(String query) {
    FullHttpResponse response = dispatcher.get("/notifications" + query);
    assertThat(response.status().code()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?after=earliest", "?limit=5&since=earliest", "?limit=5&since=-2"})
  void aPageMayBeginWhereASubscriberWould(String query) {
    dispatcher.post("/notifications", "one");
    dispatcher.post("/notifications", "two");
    assertThat(TestDispatcher.text(dispatcher.get("/notifications" + query)))
        .containsSubsequence("one", "two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "UTF8", "us-ascii", "\"utf-8\""})
  void aBodyMaySayThatItIsUtf8OrPartOfIt(String charset) {
    HttpRequest request =
        TestDispatcher.request(
            "POST", "/notifications", "Content-Type: text/plain; charset=" + charset);
    assertThat(dispatcher.respond(request, new byte[] {'x'}).status().code()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "{\"a\":\"x\\udc00y\"}", "[\"\\uD83D\\uD83D\\uDE00\"]"})
  void halfOfASurrogatePairIsRefused(String json) {
    HttpRequest request =
        TestDispatcher.request("POST", "/notifications", "Content-Type: application/json");
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    assertThat(dispatcher.respond(request, body).status().code()).isEqualTo(400);
  }

  @Test
  void aWholeSurrogatePairAndABackslashBeforeAnUAreTaken() {
    HttpRequest request =
        TestDispatcher.request("POST", "/notifications", "Content-Type: application/json");
    byte[] body = "[\"\\ud83d\\ude00\",\"\\\\ud800\"]".getBytes(StandardCharsets.UTF_8);
    assertThat(dispatcher.respond(request, body).status().code()).isEqualTo(201);
  }

  @Test
  void healthIsWhatItIs() {
    assertThat(TestDispatcher.text(dispatcher.get("/health/live")))
        .isEqualTo("{\"status\":\"up\"}");
    assertThat(TestDispatcher.text(dispatcher.get("/health/ready")))
        .isEqualTo("{\"status\":\"up\"}");
    dispatcher.ready = false;
    FullHttpResponse down = dispatcher.get("/health/ready");
    assertThat(down.status().code()).isEqualTo(503);
    assertThat(TestDispatcher.text(down)).isEqualTo("{\"status\":\"down\"}");
    assertThat(dispatcher.get("/health/live").status().code()).isEqualTo(200);
  }

  @Test
  void aServerThatStopsBeginsNothingThatWouldLast() {
    dispatcher.stopping = true;
    FullHttpResponse response = dispatcher.get("/notifications");
    assertThat(response.status().code()).isEqualTo(503);
    assertThat(response.headers().get("Retry-After")).isEqualTo("5");
    assertThat(
            dispatcher
                .respond(TestDispatcher.request("GET", "/chat", UPGRADE), new byte[0])
                .status()
                .code())
        .isEqualTo(503);
    assertThat(dispatcher.post("/notifications", "still taken").status().code()).isEqualTo(201);
  }

  @Test
  void anEventSourceIsToldToComeBackAndNotRefused() {
    dispatcher.stopping = true;
    FullHttpResponse response =
        dispatcher.get(
            "/notifications", "Accept: text/event-stream", "Sec-Fetch-Mode: cors", ORIGIN);
    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.headers().get("Content-Type"))
        .isEqualTo("text/event-stream; charset=utf-8");
    assertThat(response.headers().get("Access-Control-Allow-Origin"))
        .isEqualTo("https://app.example");
    assertThat(TestDispatcher.text(response)).isEqualTo("retry: 5000\n\n");
  }

  @Test
  void whatTheHandlerRefusesClosesAndIsReadableToAllowedOrigins() {
    FullHttpResponse response =
        dispatcher
            .judge("POST", "/notifications", ORIGIN)
            .policy()
            .refusal(Problem.tooLarge(65_536));
    assertThat(response.status().code()).isEqualTo(413);
    assertThat(response.headers().get("Connection")).isEqualTo("close");
    assertThat(response.headers().get("Access-Control-Allow-Origin"))
        .isEqualTo("https://app.example");
  }

  @Test
  void aPreflightOfAnAllowedOriginIsAnswered() {
    FullHttpResponse response =
        dispatcher.respond(
            TestDispatcher.request(
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

  @ParameterizedTest
  @CsvSource({"/v1/inbox/preferences, PUT", "/v1/inbox/follows/news, DELETE", "/v1/inbox, GET"})
  void aPreflightNamesEveryMethodOfTheResource(String path, String method) {
    FullHttpResponse response =
        dispatcher.respond(
            TestDispatcher.request(
                "OPTIONS", path, ORIGIN, "Access-Control-Request-Method: " + method),
            new byte[0]);
    assertThat(response.headers().get("Access-Control-Allow-Methods")).contains(method);
    assertThat(response.headers().get("Allow")).contains(method);
  }

  @Test
  void aPreflightOfAnotherOriginIsRefusedWithoutAWordOfCors() {
    FullHttpResponse response =
        dispatcher.respond(
            TestDispatcher.request(
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
    FullHttpResponse response =
        dispatcher.respond(TestDispatcher.request("OPTIONS", "*"), new byte[0]);
    assertThat(response.status().code()).isEqualTo(204);
    assertThat(dispatcher.get("*").status().code()).isEqualTo(405);
  }

  @Test
  void anAnnouncedBodyThatIsTooLargeIsRefusedUnread() {
    FullHttpResponse response =
        dispatcher.post("/notifications", "", "Content-Length: 65537", "Expect: 100-continue");
    assertThat(response.status().code()).isEqualTo(413);
    assertThat(response.headers().get("Connection")).isEqualTo("close");
    Verdict verdict = dispatcher.judge("POST", "/notifications", "Content-Length: 65536");
    assertThat(verdict.decision()).isInstanceOf(Decision.Serve.class);
    assertThat(verdict.bodyBytesMax()).isEqualTo(65_536);
  }

  @Test
  void anotherExpectationFails() {
    assertThat(dispatcher.post("/notifications", "", "Expect: miracles").status().code())
        .isEqualTo(417);
  }

  @Test
  void theConnectionStaysOpenAfterARefusalWithoutABody() {
    assertThat(dispatcher.get("/nowhere").headers().contains("Connection")).isFalse();
    assertThat(dispatcher.get("/nowhere", "Transfer-Encoding: chunked").headers().get("Connection"))
        .isEqualTo("close");
  }

  @Test
  void anHttp10ClientIsServed() {
    var request = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/health/live");
    assertThat(dispatcher.respond(request, new byte[0]).status().code()).isEqualTo(200);
    assertThat(List.of(dispatcher.get("/health/live").headers().get("Content-Length")))
        .containsExactly("15");
  }
}
