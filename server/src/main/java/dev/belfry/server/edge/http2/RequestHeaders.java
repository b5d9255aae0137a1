package dev.belfry.server.edge.http2;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The head of a request as HTTP/2 has it (RFC 9113 section 8.3.1), made one of HTTP/1.1.
final class RequestHeaders {
  private static final List<PseudoHeaderName> PSEUDO =
      List.of(
          PseudoHeaderName.METHOD,
          PseudoHeaderName.SCHEME,
          PseudoHeaderName.AUTHORITY,
          PseudoHeaderName.PATH);

  private RequestHeaders() {}

  /// Returns the request; empty where it is malformed in a way that Netty lets pass.
  static Optional<HttpRequest> read(Http2Headers headers) {
    CharSequence method = headers.method();
    CharSequence target =
        HttpMethod.CONNECT.asciiName().contentEquals(method) ? headers.authority() : headers.path();
    if (isAmbiguous(headers) || !isTarget(method, target)) {
      return Optional.empty();
    }
    try {
      HttpRequest request =
          new DefaultHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.valueOf(method.toString()), target.toString());
      return copy(headers, request.headers()) ? Optional.of(request) : Optional.empty();
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean isAmbiguous(Http2Headers headers) {
    return PSEUDO.stream().anyMatch(name -> headers.getAll(name.value()).size() > 1);
  }

  private static boolean isTarget(CharSequence method, CharSequence target) {
    return target.charAt(0) == '/'
        || HttpMethod.CONNECT.asciiName().contentEquals(method)
        || (HttpMethod.OPTIONS.asciiName().contentEquals(method) && "*".contentEquals(target));
  }

  /// Copies all but the pseudo-headers, of which `:authority` is the Host; false where a Host says
  /// something else. A cookie may come in pieces (section 8.2.3).
  private static boolean copy(Http2Headers from, HttpHeaders to) {
    for (Map.Entry<CharSequence, CharSequence> header : from) {
      CharSequence name = header.getKey();
      if (!PseudoHeaderName.hasPseudoHeaderFormat(name)) {
        to.add(name, header.getValue());
      }
    }
    List<String> cookies = to.getAll(HttpHeaderNames.COOKIE);
    if (cookies.size() > 1) {
      to.set(HttpHeaderNames.COOKIE, String.join("; ", cookies));
    }
    CharSequence authority = from.authority();
    if (authority == null) {
      return true;
    }
    String host = to.get(HttpHeaderNames.HOST);
    to.set(HttpHeaderNames.HOST, authority);
    return host == null || host.contentEquals(authority);
  }
}
