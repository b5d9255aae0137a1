package dev.belfry.server.edge.http.request;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Locale;
import java.util.Optional;

/// The origin of the page that a request is from, so that a ticket can be bound to it. The server's
/// own pages have one name, since a browser writes no Origin where a page of the same host reads.
public final class PageOrigin {
  private static final String OWN = "own";

  private PageOrigin() {}

  /// The origin; empty where the request is from no page.
  public static Optional<String> of(RequestHead head) {
    String origin = head.header(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      return "same-origin".equals(head.header("Sec-Fetch-Site"))
          ? Optional.of(OWN)
          : Optional.empty();
    }
    String text = origin.toLowerCase(Locale.ROOT);
    return Optional.of(AccessGuard.isOwn(text, head.host()) ? OWN : text);
  }
}
