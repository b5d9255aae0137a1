package dev.belfry.server.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets requests through or not, WebSocket upgrades too. The order tells a stranger least: who may
/// not be here does not learn what is here.
record Guard(GuardSettings settings, Router router) {
  /// The methods of RFC 9110 section 9.3 and RFC 5789. Any other is not known, one of these at most
  /// not allowed.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final String FETCH_MODE = "Sec-Fetch-Mode";
  private static final String FETCH_DESTINATION = "Sec-Fetch-Dest";

  Guarded check(HttpRequest request) {
    return RequestHead.read(request)
        .then(this::checkHost)
        .then(this::checkOrigin)
        .fold(this::checkRoute, problem -> new Guarded.Refused(problem, null));
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

  private Guarded checkRoute(RequestHead head) {
    String origin = head.header(HttpHeaderNames.ORIGIN);
    return router
        .route(head.target().path())
        .then(route -> checkMethod(head, route))
        .fold(
            route -> new Guarded.Passed(head, route, origin),
            problem -> new Guarded.Refused(problem, origin));
  }

  private static Checked<Route> checkMethod(RequestHead head, Route route) {
    if (!METHODS.contains(head.request().method().name())) {
      return Checked.bad(Problem.word(501, "not-implemented", "this method is not known here"));
    }
    if (route.methods().contains(head.request().method().name())) {
      return Checked.good(route);
    }
    String allow = String.join(", ", route.methods());
    return Checked.bad(
        Problem.word(405, "method-not-allowed", "allowed here: " + allow).with("Allow", allow));
  }
}
