package dev.belfry.server.auth.ticket;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.ChannelSet;
import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.Grants;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Scopes;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.KeyScope;
import dev.belfry.server.runtime.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Issues tickets and takes them back. Used by every thread. Keeps none of them: a ticket is a
/// sealed text, and every server with the same key takes it. Only the use of those that are good
/// once is remembered, by all nodes together.
public final class Tickets {
  /// How long a ticket lives at most, and never longer than what it was issued for.
  public static final Duration LIFE_MAX = Duration.ofHours(1);

  /// How long a WebSocket may be opened with it.
  public static final Duration WEBSOCKET_LIFE = Duration.ofSeconds(30);

  /// How long it is remembered that one was used: longer than clocks of nodes differ.
  private static final Duration CLAIM_KEPT = WEBSOCKET_LIFE.multipliedBy(4);

  /// The most channels of one ticket.
  public static final int CHANNELS_MAX = 32;

  /// A ticket goes into a URL, and that into a block of headers.
  static final int CHARACTERS_MAX = 4_096;

  private static final int ID_BYTES = 16;

  private static final TicketOutcome NO_KEY =
      new TicketOutcome.Unavailable("this node does not know yet how tickets are sealed");

  private final Control control;
  private final Clock clock;
  private final Consumer<byte[]> random;

  /// @param control knows which were used
  /// @param random fills bytes so that nobody can guess them
  public Tickets(Control control, Clock clock, Consumer<byte[]> random) {
    this.control = control;
    this.clock = clock;
    this.random = random;
  }

  private Optional<Seal> seal() {
    return control.ticketKey().map(Seal::new);
  }

  /// Issues a ticket for channels that the principal may subscribe to.
  ///
  /// @param origin of the page that asks; where there is one, only its pages can use the ticket
  public TicketOutcome issue(
      Principal principal,
      List<ChannelName> channels,
      Optional<String> origin,
      Permissions permissions) {
    if (channels.isEmpty() || channels.size() > CHANNELS_MAX) {
      return new TicketOutcome.Malformed("a ticket is for 1 to " + CHANNELS_MAX + " channels");
    }
    for (ChannelName channel : channels) {
      Verdict verdict = permissions.verdict(principal, Action.SUBSCRIBE, channel);
      if (!verdict.allowed()) {
        return new TicketOutcome.Refused(verdict, "no grant to subscribe to " + channel);
      }
    }
    return switch (principal) {
      case Principal.Anonymous() ->
          new TicketOutcome.Refused(
              Verdict.UNAUTHORIZED, "a ticket is issued for a token or a key");
      case Principal.User user -> issue(user, user.admission(), channels, origin);
      case Principal.Backend backend -> issue(backend, backend.admission(), channels, origin);
    };
  }

  private TicketOutcome issue(
      Principal principal,
      Principal.Admission admission,
      List<ChannelName> channels,
      Optional<String> origin) {
    long now = clock.wallMillis();
    Credential parent = admission.credential();
    if (parent instanceof Credential.Ticket
        || parent instanceof Credential.Program
        || admission.endedAt(now)) {
      return new TicketOutcome.Refused(
          Verdict.FORBIDDEN, "a ticket is issued for a token or a key that is valid");
    }
    long ends = Math.min(admission.endsAtMillis(), now + LIFE_MAX.toMillis());
    TicketText text = text(principal, parent, channels, origin, now, ends);
    Optional<Seal> seal = seal();
    if (seal.isEmpty()) {
      return NO_KEY;
    }
    String ticket = seal.get().close(text.json());
    return ticket.length() > CHARACTERS_MAX
        ? new TicketOutcome.Malformed("the names of the channels are too long for one ticket")
        : new TicketOutcome.Issued(ticket, ends);
  }

  /// What is open to anyone needs no ticket, so a ticket holds only what its parent grants.
  private TicketText text(
      Principal principal,
      Credential parent,
      List<ChannelName> channels,
      Optional<String> origin,
      long now,
      long ends) {
    List<ChannelName> subscribe = granted(principal, Action.SUBSCRIBE, channels);
    List<ChannelName> publish = granted(principal, Action.PUBLISH, channels);
    Optional<Principal.User> user =
        principal instanceof Principal.User one ? Optional.of(one) : Optional.empty();
    Optional<String> backend =
        principal instanceof Principal.Backend one ? Optional.of(one.name()) : Optional.empty();
    return new TicketText(
        newId(),
        user.map(one -> one.id().text()),
        backend,
        subscribe,
        publish,
        origin,
        user.flatMap(Principal.User::info),
        now,
        ends,
        parent);
  }

  private static List<ChannelName> granted(
      Principal principal, Action action, List<ChannelName> channels) {
    return channels.stream().filter(channel -> principal.holds(action, channel)).toList();
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.accept(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  /// Takes a ticket. `then` is called once: before this returns where that is known at once, else
  /// on another thread.
  ///
  /// @param origin of the page that shows it, also where its browser did not write one because the
  ///   page is the server's own
  public void redeem(
      String ticket, TicketUse use, Optional<String> origin, Consumer<TicketOutcome> then) {
    Optional<Seal> seal = seal();
    if (seal.isEmpty()) {
      then.accept(NO_KEY);
      return;
    }
    Optional<TicketText> text =
        ticket.length() > CHARACTERS_MAX
            ? Optional.empty()
            : seal.get().open(ticket).flatMap(TicketText::parse);
    if (text.isEmpty()) {
      then.accept(refused("the ticket is none of this server"));
    } else {
      redeem(text.get(), use, origin, then);
    }
  }

  private void redeem(
      TicketText text, TicketUse use, Optional<String> origin, Consumer<TicketOutcome> then) {
    long now = clock.wallMillis();
    if (now >= text.endsMillis()) {
      then.accept(refused("the ticket has expired"));
    } else if (text.origin().isPresent() && !text.origin().equals(origin)) {
      then.accept(refused("the ticket was issued to a page of another origin"));
    } else if (use == TicketUse.EVENT_STREAM) {
      then.accept(new TicketOutcome.Admitted(principal(text, List.of())));
    } else if (now - text.issuedMillis() >= WEBSOCKET_LIFE.toMillis()) {
      then.accept(refused("the ticket opens a WebSocket within 30 s, and was not used in time"));
    } else {
      control.claim(text.id(), CLAIM_KEPT, claim -> then.accept(used(text, claim)));
    }
  }

  private static TicketOutcome used(TicketText text, Control.Claim claim) {
    return switch (claim) {
      case FIRST -> new TicketOutcome.Admitted(principal(text, text.publish()));
      case REPEATED -> refused("the ticket opens one WebSocket, and was used");
      case UNKNOWN -> new TicketOutcome.Unavailable("nobody can tell now whether it was used");
    };
  }

  private static Principal principal(TicketText text, List<ChannelName> publish) {
    ChannelSet subscribe = ChannelSet.of(Set.copyOf(text.channels()), List.of());
    ChannelSet mayPublish = ChannelSet.of(Set.copyOf(publish), List.of());
    Principal.Admission admission =
        new Principal.Admission(new Credential.Ticket(text.parent(), text.id()), text.endsMillis());
    Optional<UserId> user = text.user().flatMap(UserId::parse);
    if (user.isPresent()) {
      Grants grants = Grants.of(subscribe, mayPublish);
      return new Principal.User(user.get(), grants, text.info(), false, admission);
    }
    Scopes scopes = new Scopes(Map.of(KeyScope.SUBSCRIBE, subscribe, KeyScope.PUBLISH, mayPublish));
    return new Principal.Backend(text.backend().orElseThrow(), scopes, admission);
  }

  private static TicketOutcome refused(String why) {
    return new TicketOutcome.Refused(Verdict.UNAUTHORIZED, why);
  }
}
