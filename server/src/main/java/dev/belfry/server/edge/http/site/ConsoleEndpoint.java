package dev.belfry.server.edge.http.site;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.EndpointResource;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Authority;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.edge.netty.ClientAddress;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Tells the page at `/` what it may show: `{"access","dev"}`. It grants nothing; each request of
/// the console is checked like any other.
///
/// @param access to what is for those who run the server
/// @param dev whether the server is for development
public record ConsoleEndpoint(Access access, boolean dev) implements Endpoint {
  private static final List<String> OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");
  private static final Object LOOPBACK_SIX = ClientAddress.of(InetAddress.ofLiteral("::1"));

  /// Who may see the console.
  enum Access {
    /// The one who asks: this machine's, on a server without identity.
    OPEN,
    /// Those who have an API key with the scope `admin`.
    KEY,
    /// Nobody, by this way.
    CLOSED
  }

  /// The resource for everyone.
  ///
  /// @param adminApart whether what the console shows has a listener of its own
  public static Resource resource(boolean adminApart, boolean dev) {
    return new EndpointResource(
        List.of("GET", "HEAD", "OPTIONS"),
        0,
        Optional.empty(),
        (head, caller) ->
            Checked.good(new ConsoleEndpoint(accessOf(head, caller, adminApart), dev)));
  }

  private static Access accessOf(RequestHead head, Caller caller, boolean adminApart) {
    if (adminApart) {
      return Access.CLOSED;
    }
    if (!caller.permissions().verdict(Principals.ANONYMOUS, Action.ADMIN).allowed()) {
      return Access.KEY;
    }
    return isLocal(head, caller) ? Access.OPEN : Access.CLOSED;
  }

  /// Whether a request is from this machine and no proxy passed it on. The Host tells a page whose
  /// DNS name leads here.
  private static boolean isLocal(RequestHead head, Caller caller) {
    Object address = caller.credentials().address();
    boolean loopback =
        address instanceof InetAddress four
            ? four.isLoopbackAddress()
            : address.equals(LOOPBACK_SIX);
    Authority host = head.host();
    return loopback
        && host != null
        && (host.isLocalhost() || isLoopback(host))
        && OF_PROXIES.stream().noneMatch(name -> head.header(name) != null);
  }

  private static boolean isLoopback(Authority host) {
    String text = host.host().replace("[", "").replace("]", "");
    return host.isAddress() && InetAddress.ofLiteral(text).isLoopbackAddress();
  }

  @Override
  public void serve(Exchange exchange) {
    String json =
        "{\"access\":\"" + access.name().toLowerCase(Locale.ROOT) + "\",\"dev\":" + dev + "}";
    exchange.respond(Responses.json(200, json.getBytes(StandardCharsets.US_ASCII)));
  }
}
