package dev.belfry.server.edge.http.request;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The check of who may send a request, WebSocket upgrades too. A client that may not be here does
/// not learn what is here.
public record AccessGuard(AccessSettings settings) {
  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final String FETCH_MODE = "Sec-Fetch-Mode";
  private static final String FETCH_DESTINATION = "Sec-Fetch-Dest";

  /// Passes a request on if its Host and its Origin may be here.
  public Checked<RequestHead> check(RequestHead head) {
    return checkHost(head).then(this::checkOrigin);
  }

  /// A page that points its own DNS name at 127.0.0.1 reaches a server that is not meant for it;
  /// the name in Host gives it away.
  private Checked<RequestHead> checkHost(RequestHead head) {
    Authority host = head.host();
    if (host == null || !settings.boundToLoopback() || isKnown(host)) {
      return Checked.good(head);
    }
    String detail = "this server does not answer to " + host.host() + "; see `hosts`";
    return Checked.bad(Problem.word(421, "unknown-host", detail));
  }

  private boolean isKnown(Authority host) {
    return host.isLocalhost() || host.isAddress() || settings.hosts().contains(host.host());
  }

  private Checked<RequestHead> checkOrigin(RequestHead head) {
    String origin = head.header(HttpHeaderNames.ORIGIN);
    boolean allowed =
        origin == null ? !crossSite(head) : isAllowed(origin.toLowerCase(Locale.ROOT), head.host());
    return allowed
        ? Checked.good(head)
        : Checked.bad(
            Problem.word(403, "forbidden", "pages of this origin are not allowed; see `origins`"));
  }

  /// A page of another site made the browser ask, and it was not a person following a link.
  private static boolean crossSite(RequestHead head) {
    String destination = head.header(FETCH_DESTINATION);
    boolean navigation =
        head.request().method().equals(HttpMethod.GET)
            && "navigate".equals(head.header(FETCH_MODE))
            && (destination == null || destination.equals("document"));
    return "cross-site".equals(head.header(FETCH_SITE)) && !navigation;
  }

  private boolean isAllowed(String origin, @Nullable Authority host) {
    if (settings.origins().contains(origin)) {
      return true;
    }
    int standardPort = origin.startsWith("https://") ? 443 : 80;
    Optional<Authority> page = originAuthority(origin);
    if (page.isEmpty()) {
      return false;
    }
    if (settings.dev() && isThisMachine(page.get())) {
      return true;
    }
    return host != null
        && page.get().host().equals(host.host())
        && page.get().portOr(standardPort) == host.portOr(standardPort);
  }

  private static Optional<Authority> originAuthority(String origin) {
    for (String scheme : List.of("http://", "https://")) {
      if (origin.startsWith(scheme)) {
        return Authority.parse(origin.substring(scheme.length()));
      }
    }
    return Optional.empty();
  }

  private static boolean isThisMachine(Authority page) {
    return page.isLocalhost() || page.host().equals("127.0.0.1") || page.host().equals("[::1]");
  }
}
