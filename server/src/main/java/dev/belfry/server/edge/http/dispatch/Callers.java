package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.callback.Question;
import dev.belfry.server.auth.ticket.TicketUse;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.PageOrigin;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.edge.netty.ClientAddress;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters.Family;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Settles who sends a request, by what its head brings: a bearer, a ticket, or what the
/// application is asked about. One for each loop.
public final class Callers {
  private static final String BEARER = "Bearer ";
  private static final String TICKET = "ticket";
  private static final Admittance ANONYMOUS = new Admittance.Admitted(Principals.ANONYMOUS);

  private final Identities identities;
  private final Loop loop;

  public Callers(Identities identities, Loop loop) {
    this.identities = identities;
    this.loop = loop;
  }

  /// Whether browsers may send cookies with requests of pages, since the application is asked about
  /// them.
  boolean cookies() {
    return identities.forwardedHeaders().stream().anyMatch("Cookie"::equalsIgnoreCase);
  }

  /// The caller of what is the same for everyone.
  Caller nobody(InetAddress address) {
    Credentials none = Credentials.none(ClientAddress.of(address));
    return new Caller(ANONYMOUS, none, identities.permissions());
  }

  /// Settles who sends a request. `then` is called once, on the loop: before this returns where
  /// that is known at once.
  ///
  /// @param address of the client
  void settle(RequestHead head, AccessRequest access, InetAddress address, Consumer<Caller> then) {
    if (!identities.configured()) {
      then.accept(nobody(address));
      return;
    }
    Credentials credentials = credentials(head, access, address);
    Optional<Admittance> misplaced = misplacedTicket(head, access);
    if (misplaced.isPresent()) {
      then.accept(new Caller(misplaced.get(), credentials, identities.permissions()));
      return;
    }
    identities.authenticate(
        credentials,
        loop,
        answer -> {
          Admittance settled = fromAllowedPage(head, answer);
          loop.counters().add(Family.ADMISSIONS, access.kind().word(), settled.word(), 1);
          then.accept(new Caller(settled, credentials, identities.permissions()));
        });
  }

  private static Optional<Admittance> misplacedTicket(RequestHead head, AccessRequest access) {
    return access.kind() == AccessRequest.Kind.HTTP && head.target().query().has(TICKET)
        ? Optional.of(
            new Admittance.Refused(
                Verdict.UNAUTHORIZED, "a ticket opens an event stream or a WebSocket"))
        : Optional.empty();
  }

  /// What a browser sends by itself, it sends for any page: so it counts only where the page is
  /// known to be allowed, but for reading, which other pages can't.
  private static Admittance fromAllowedPage(RequestHead head, Admittance answer) {
    boolean byCookie =
        answer instanceof Admittance.Admitted(Principal.User user) && user.fromCookie();
    return byCookie && acts(head) && head.header(HttpHeaderNames.ORIGIN) == null
        ? new Admittance.Refused(
            Verdict.FORBIDDEN, "a cookie counts with the Origin of an allowed page only")
        : answer;
  }

  private static boolean acts(RequestHead head) {
    HttpMethod method = head.request().method();
    return head.isUpgrade() || !(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
  }

  private Credentials credentials(RequestHead head, AccessRequest access, InetAddress address) {
    Optional<Credentials.Ticket> ticket =
        head.target()
            .query()
            .get(TICKET)
            .map(text -> new Credentials.Ticket(text, useOf(access.kind())));
    Question question =
        new Question(
            access.channels(),
            Optional.ofNullable(head.header(HttpHeaderNames.ORIGIN)),
            address.getHostAddress(),
            access.kind().word(),
            forwarded(head.request().headers()));
    return new Credentials(
        bearer(head),
        ticket,
        question,
        PageOrigin.of(head),
        ClientAddress.of(address),
        !isPrivate(address));
  }

  /// Whether the address is of this machine or a private network (RFC 1918, RFC 4193).
  private static boolean isPrivate(InetAddress address) {
    boolean uniqueLocal =
        address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || uniqueLocal;
  }

  private static TicketUse useOf(AccessRequest.Kind kind) {
    return kind == AccessRequest.Kind.WEBSOCKET ? TicketUse.WEBSOCKET : TicketUse.EVENT_STREAM;
  }

  private static Optional<String> bearer(RequestHead head) {
    return Optional.ofNullable(head.header(HttpHeaderNames.AUTHORIZATION))
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  private Map<String, String> forwarded(HttpHeaders headers) {
    Map<String, String> sent = new LinkedHashMap<>();
    for (String name : identities.forwardedHeaders()) {
      List<String> values = headers.getAll(name);
      if (!values.isEmpty()) {
        sent.put(name, String.join(name.equalsIgnoreCase("Cookie") ? "; " : ", ", values));
      }
    }
    return sent;
  }
}
