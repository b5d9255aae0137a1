package dev.belfry.server.edge.http.site;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;

/// What a page of this server may do: run and look as the server's own files say, talk to the
/// server, nothing else; no text becomes markup (Content Security Policy Level 3, Trusted Types).
final class PagePolicy {
  private static final String TEXT =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "require-trusted-types-for 'script'; trusted-types 'none'";

  private PagePolicy() {}

  /// Says what a page may do, and that it tells no other server where it was.
  static void secure(FullHttpResponse response) {
    response.headers().set(HttpHeaderNames.CONTENT_SECURITY_POLICY, TEXT);
    response.headers().set("Referrer-Policy", "no-referrer");
    response.headers().set("Cross-Origin-Opener-Policy", "same-origin");
  }
}
