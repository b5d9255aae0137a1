package dev.belfry.server.edge.http.request;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The check of who may send a request, WebSocket upgrades too. A client that may not be here does
/// not learn what is here.
public record AccessGuard(Supplier<AccessSettings> current) {
  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final String FETCH_MODE = "Sec-Fetch-Mode";
  private static final String FETCH_DESTINATION = "Sec-Fetch-Dest";

  private AccessSettings settings() {
    return current.get();
  }

  /// Who sends a request.
  ///
  /// @param remote the other end of the socket; null where it has gone
  /// @param tls whether the socket speaks TLS
  public Forwarding.Sender senderOf(
      @Nullable InetSocketAddress remote, HttpHeaders headers, boolean tls) {
    Forwarding.Sender sender = settings().forwarding().senderOf(remote, headers);
    return tls ? new Forwarding.Sender(sender.address(), true) : sender;
  }

  /// Passes a request on if its Host and its Origin may be here.
  ///
  /// @param anyOrigin whether what it asks for is for pages of every origin
  public Checked<RequestHead> check(RequestHead head, Forwarding.Sender sender, boolean anyOrigin) {
    Checked<RequestHead> checked = checkHost(head);
    return anyOrigin ? checked : checked.then(known -> checkOrigin(known, sender.https()));
  }

  /// A page that points its own DNS name at 127.0.0.1 reaches a server that is not meant for it;
  /// the name in Host gives it away.
  private Checked<RequestHead> checkHost(RequestHead head) {
    Authority host = head.host();
    if (host == null || !settings().boundToLoopback() || isKnown(host)) {
      return Checked.good(head);
    }
    String detail = "this server does not answer to " + host.host() + "; see `hosts`";
    return Checked.bad(Problem.word(421, "unknown-host", detail));
  }

  private boolean isKnown(Authority host) {
    return host.isLocalhost() || host.isAddress() || settings().hosts().contains(host.host());
  }

  private Checked<RequestHead> checkOrigin(RequestHead head, boolean https) {
    String origin = head.header(HttpHeaderNames.ORIGIN);
    boolean allowed =
        origin == null
            ? !crossSite(head)
            : isAllowed(origin.toLowerCase(Locale.ROOT), head.host(), https);
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

  /// A page that came in the clear may be anybody's, also where its host is the server's own.
  private boolean isAllowed(String origin, @Nullable Authority host, boolean https) {
    return settings().origins().contains(origin)
        || (settings().dev()
            && originAuthority(origin).filter(AccessGuard::isThisMachine).isPresent())
        || (isOwn(origin, host) && !(https && origin.startsWith("http://")));
  }

  /// Whether a page of this origin is one of the server's own host.
  ///
  /// @param origin in lower case
  static boolean isOwn(String origin, @Nullable Authority host) {
    int standardPort = origin.startsWith("https://") ? 443 : 80;
    return originAuthority(origin)
        .filter(page ->
            host != null
                && page.host().equals(host.host())
                && page.portOr(standardPort) == host.portOr(standardPort))
        .isPresent();
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
