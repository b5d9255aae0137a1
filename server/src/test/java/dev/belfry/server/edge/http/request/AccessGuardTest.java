package dev.belfry.server.edge.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.http.dispatch.Decision;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessGuardTest {
  private static final int PASSED = 200;

  private static TestDispatcher guard(boolean loopback, boolean dev, String... origins) {
    AccessSettings settings =
        new AccessSettings(
            loopback, Set.of("belfry.lan"), Set.of(origins), TestDispatcher.DIRECT, dev);
    return new TestDispatcher(settings);
  }

  private static int status(TestDispatcher guard, HttpRequest request) {
    return switch (guard.judge(request).decision()) {
      case Decision.Answer(var response, _) -> response.status().code();
      case Decision.Serve _, Decision.Switch _ -> PASSED;
    };
  }

  private static int status(TestDispatcher guard, String method, String target, String... headers) {
    return status(guard, TestDispatcher.request(method, target, headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8000",
        "app.localhost",
        "127.0.0.1:8000",
        "10.1.2.3",
        "[::1]:8000",
        "belfry.lan:8000"
      })
  void hostsThatCannotBeReboundAreAnsweredOnLoopback(String host) {
    assertThat(status(guard(true, false), "GET", "/notifications", "Host: " + host))
        .isEqualTo(PASSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "notlocalhost"
      })
  void anUnknownHostIsMisdirectedOnLoopbackOnly(String host) {
    assertThat(status(guard(true, false), "GET", "/notifications", "Host: " + host)).isEqualTo(421);
    assertThat(status(guard(false, false), "GET", "/notifications", "Host: " + host))
        .isEqualTo(PASSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "user@localhost", "localhost:99999", "localhost:x", "[::1"})
  void aHostThatCannotBeReadIsMalformed(String host) {
    assertThat(status(guard(true, false), "GET", "/notifications", "Host: " + host)).isEqualTo(400);
  }

  @Test
  void hostIsGivenOnceInHttp11AndMayBeMissingBefore() {
    TestDispatcher guard = guard(true, false);
    assertThat(status(guard, "GET", "/notifications", "Host: localhost", "Host: localhost"))
        .isEqualTo(400);
    assertThat(status(guard, withoutHost(HttpVersion.HTTP_1_1))).isEqualTo(400);
    assertThat(status(guard, withoutHost(HttpVersion.HTTP_1_0))).isEqualTo(PASSED);
    assertThat(status(guard, withoutHost(HttpVersion.valueOf("HTTP/1.2")))).isEqualTo(400);
  }

  private static HttpRequest withoutHost(HttpVersion version) {
    return new DefaultHttpRequest(version, HttpMethod.GET, "/notifications");
  }

  @Test
  void theAuthorityOfAnAbsoluteTargetCountsInsteadOfHost() {
    TestDispatcher guard = guard(true, false);
    assertThat(status(guard, "GET", "http://evil.example/notifications")).isEqualTo(421);
    assertThat(status(guard, "GET", "http://127.0.0.1/notifications", "Host: evil.example"))
        .isEqualTo(PASSED);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8000, localhost:8000, 200",
    "https://belfry.lan, belfry.lan, 200",
    "https://belfry.lan, belfry.lan:443, 200",
    "https://BELFRY.lan, belfry.lan, 200",
    "http://belfry.lan, belfry.lan:443, 403",
    "http://localhost:3000, localhost:8000, 403",
    "http://localhost, localhost:8000, 403",
    "http://127.0.0.1:8000, localhost:8000, 403",
    "https://app.example, localhost:8000, 200",
    "http://app.example, localhost:8000, 403",
    "https://app.example:8443, localhost:8000, 403",
    "https://evil.example, localhost:8000, 403",
    "https://app.example.evil.example, localhost:8000, 403",
    "ftp://localhost:8000, localhost:8000, 403",
    "null, localhost:8000, 403",
    "nonsense, localhost:8000, 403",
    "'', localhost:8000, 403",
  })
  void originsOfTheSameHostAndThoseListedAreAllowed(String origin, String host, int status) {
    TestDispatcher guard = guard(true, false, "https://app.example");
    assertThat(status(guard, "POST", "/notifications", "Host: " + host, "Origin: " + origin))
        .isEqualTo(status);
  }

  @Test
  void originNullIsAllowedWhereItIsListed() {
    assertThat(status(guard(true, false, "null"), "POST", "/notifications", "Origin: null"))
        .isEqualTo(PASSED);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:3000, 200",
    "http://127.0.0.1:5173, 200",
    "https://[::1]:5173, 200",
    "http://10.0.0.1:3000, 403",
    "https://evil.example, 403",
    "http://localhost.evil.example, 403",
  })
  void inDevelopmentPagesOfThisMachineAreAllowed(String origin, int status) {
    assertThat(status(guard(true, true), "POST", "/notifications", "Origin: " + origin))
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, navigate, document, 200",
    "GET, navigate, iframe, 403",
    "POST, navigate, document, 403",
    "GET, no-cors, script, 403",
    "GET, cors, empty, 403",
  })
  void aCrossSiteRequestWithoutOriginIsRefusedUnlessAPersonFollowedALink(
      String method, String mode, String destination, int status) {
    assertThat(
            status(
                guard(true, false),
                method,
                "/notifications",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: " + mode,
                "Sec-Fetch-Dest: " + destination))
        .isEqualTo(status);
  }

  @Test
  void aCrossSiteRequestOfAnAllowedOriginPasses() {
    TestDispatcher guard = guard(true, false, "https://app.example");
    assertThat(
            status(
                guard,
                "POST",
                "/notifications",
                "Origin: https://app.example",
                "Sec-Fetch-Site: cross-site"))
        .isEqualTo(PASSED);
  }

  @Test
  void upgradesAreGuardedToo() {
    String[] upgrade = {
      "Upgrade: websocket", "Connection: Upgrade", "Origin: https://evil.example"
    };
    assertThat(status(guard(true, false), "GET", "/notifications", upgrade)).isEqualTo(403);
    assertThat(status(guard(true, false), "GET", "/chat", upgrade)).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    // each line mends the first failing check of the one before
    "/%zz,           evil.example,   https://evil.example, BREW,   400",
    "/nowhere,       evil.example,   https://evil.example, BREW,   421",
    "/nowhere,       localhost:8000, https://evil.example, BREW,   403",
    "/nowhere,       localhost:8000, http://localhost:8000, BREW,  404",
    "/notifications, localhost:8000, http://localhost:8000, BREW,  501",
    "/notifications, localhost:8000, http://localhost:8000, PUT,   405",
    "/notifications, localhost:8000, http://localhost:8000, GET,   200",
  })
  void theChecksComeInOneOrder(
      String target, String host, String origin, String method, int status) {
    assertThat(status(guard(true, false), method, target, "Host: " + host, "Origin: " + origin))
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 1, Content-Length: 1, 400",
    "Content-Length: -1, X: y, 400",
    "Content-Length: 1x, X: y, 400",
    "Content-Length: 5, Transfer-Encoding: chunked, 400",
    "'Transfer-Encoding: gzip, chunked', X: y, 501",
    "Transfer-Encoding: identity, X: y, 501",
    "Transfer-Encoding: chunked, Transfer-Encoding: chunked, 501",
    "Origin: http://localhost:8000, Origin: http://localhost:8000, 400",
    "Transfer-Encoding: Chunked, X: y, 200",
    "Content-Length: 5, X: y, 200",
  })
  void aBodyHasOneReadableLength(String first, String second, int status) {
    assertThat(status(guard(true, false), "POST", "/notifications", first, second))
        .isEqualTo(status);
  }

  @Test
  void whatNettyCannotDecodeIsMalformed() {
    assertThat(undecoded(new TooLongHttpHeaderException("too long"))).isEqualTo(431);
    assertThat(undecoded(new TooLongHttpLineException("too long"))).isEqualTo(414);
    assertThat(undecoded(new IllegalArgumentException("bad"))).isEqualTo(400);
  }

  private static int undecoded(Exception cause) {
    HttpRequest request = TestDispatcher.request("GET", "/notifications");
    request.setDecoderResult(DecoderResult.failure(cause));
    return status(guard(true, false), request);
  }
}
