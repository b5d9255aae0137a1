package dev.belfry.server.edge.http;

import dev.belfry.server.edge.websocket.Handshake;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request head that is well-formed.
///
/// @param host whom it is for; null where an HTTP/1.0 client does not say
record RequestHead(HttpRequest request, Target target, @Nullable Authority host) {
  static Checked<RequestHead> read(HttpRequest request) {
    Optional<Problem> broken = broken(request);
    if (broken.isPresent()) {
      return Checked.bad(broken.get());
    }
    Checked<Target> target = Target.parse(request.uri());
    return target.then(found -> withHost(request, found));
  }

  private static Optional<Problem> broken(HttpRequest request) {
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      return Optional.of(unreadable(decoded.cause()));
    }
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
      return Optional.of(Problem.word(505, "bad-request", "HTTP/1.1 and HTTP/1.0 are spoken here"));
    }
    if (request.headers().getAll(HttpHeaderNames.ORIGIN).size() > 1) {
      return Optional.of(Problem.badRequest("there is more than one Origin header"));
    }
    return brokenLength(request);
  }

  private static Problem unreadable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Problem.word(414, "too-large", "the request target is too long");
      case TooLongHttpHeaderException _ ->
          Problem.word(431, "too-large", "the header block is too large");
      default -> Problem.badRequest("this is not HTTP");
    };
  }

  /// Two ways to tell a body's length are how requests are smuggled (RFC 9112 section 6.3).
  private static Optional<Problem> brokenLength(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (lengths.size() > 1 || !lengths.stream().allMatch(RequestHead::isLength)) {
      return Optional.of(Problem.badRequest("the Content-Length can't be read"));
    }
    if (codings.isEmpty()) {
      return Optional.empty();
    }
    if (!lengths.isEmpty() || request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return Optional.of(Problem.badRequest("Transfer-Encoding has no place in this request"));
    }
    boolean chunked =
        codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst());
    return chunked
        ? Optional.empty()
        : Optional.of(Problem.word(501, "bad-request", "no transfer coding but chunked is known"));
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= 18
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Checked<RequestHead> withHost(HttpRequest request, Target target) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return Checked.malformed("there is more than one Host header");
    }
    if (hosts.isEmpty()) {
      return request.protocolVersion().equals(HttpVersion.HTTP_1_0)
          ? Checked.good(new RequestHead(request, target, target.authority()))
          : Checked.malformed("there is no Host header");
    }
    Optional<Authority> host = Authority.parse(hosts.getFirst());
    if (host.isEmpty()) {
      return Checked.malformed("the Host header can't be read");
    }
    Authority named = target.authority() == null ? host.get() : target.authority();
    return Checked.good(new RequestHead(request, target, named));
  }

  @Nullable String header(CharSequence name) {
    return request.headers().get(name);
  }

  /// Whether a subprotocol is among those that the client would speak (RFC 6455 section 11.3.4).
  boolean offers(String subprotocol) {
    return request
        .headers()
        .containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol, false);
  }

  /// Whether the client asks for a WebSocket.
  boolean isUpgrade() {
    return request.method().equals(HttpMethod.GET) && Handshake.isUpgrade(request);
  }
}
