package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.callback.AppCallback;
import dev.belfry.server.auth.callback.CallbackAnswer;
import dev.belfry.server.auth.callback.Question;
import dev.belfry.server.auth.key.ApiKeys;
import dev.belfry.server.auth.key.KeyText;
import dev.belfry.server.auth.key.LastUsed;
import dev.belfry.server.auth.ticket.TicketOutcome;
import dev.belfry.server.auth.ticket.Tickets;
import dev.belfry.server.auth.token.TokenOutcome;
import dev.belfry.server.auth.token.TokenVerifier;
import dev.belfry.server.runtime.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/// Settles who a client is, and later whether it still is. Used by every thread; never waits.
///
/// What a client shows on purpose counts before what its browser sends by itself, and what it shows
/// must be good: a bad token is refused also where a cookie would do.
final class Authenticator {
  private static final Standing STANDS = new Standing.Stands();
  private static final Standing OUTDATED = new Standing.Outdated();
  private static final Standing EXPIRED = new Standing.Ended(true);
  private static final Standing WITHDRAWN = new Standing.Ended(false);
  private static final Standing UNKNOWN = new Standing.Unknown();
  private static final Admittance NOT_CURRENT =
      new Admittance.Unavailable("this node can't find out now who was told to go");

  private final Optional<TokenVerifier> tokens;
  private final Optional<Keys> keys;
  private final Optional<AppCallback> callback;
  private final Tickets tickets;
  private final NotBefore notBefore;
  private final Control control;
  private final Clock clock;

  /// The API keys there are, and when each was used.
  record Keys(ApiKeys known, LastUsed lastUsed) {}

  /// Each kind of credential is empty where it is not configured. Without all of them everybody is
  /// anonymous.
  Authenticator(
      Optional<TokenVerifier> tokens,
      Optional<Keys> keys,
      Optional<AppCallback> callback,
      Tickets tickets,
      NotBefore notBefore,
      Control control,
      Clock clock) {
    this.control = control;
    this.tokens = tokens;
    this.keys = keys;
    this.callback = callback;
    this.tickets = tickets;
    this.notBefore = notBefore;
    this.clock = clock;
  }

  /// Settles who a client is. `then` is called once: before this returns where that is known, else
  /// on another thread.
  public void authenticate(Credentials credentials, Consumer<Admittance> then) {
    Optional<String> bearer = credentials.bearer();
    if (tokens.isEmpty() && keys.isEmpty() && callback.isEmpty()) {
      then.accept(new Admittance.Admitted(Principals.ANONYMOUS));
    } else if (credentials.ticket().isPresent()) {
      redeem(credentials.ticket().get(), credentials.origin(), then);
    } else if (bearer.isPresent() && KeyText.looksLikeOne(bearer.get())) {
      then.accept(byKey(bearer.get()));
    } else if (bearer.isPresent() && tokens.isPresent()) {
      tokens.get().verify(bearer.get(), outcome -> then.accept(current(byToken(outcome))));
    } else if (callback.isPresent()) {
      ask(callback.get(), credentials.question(), then);
    } else {
      then.accept(
          bearer.isPresent()
              ? refused("no tokens are taken here")
              : new Admittance.Admitted(Principals.ANONYMOUS));
    }
  }

  private void redeem(
      Credentials.Ticket ticket, Optional<String> origin, Consumer<Admittance> then) {
    tickets.redeem(ticket.text(), ticket.use(), origin, outcome -> then.accept(byTicket(outcome)));
  }

  /// Whom nobody can have told to go without this node knowing.
  private Admittance current(Admittance answer) {
    return answer instanceof Admittance.Admitted(Principal.User _) && !control.current()
        ? NOT_CURRENT
        : answer;
  }

  private Admittance byTicket(TicketOutcome outcome) {
    return switch (outcome) {
      case TicketOutcome.Admitted(Principal principal) ->
          switch (standing(principal)) {
            case Standing.Stands _ -> new Admittance.Admitted(principal);
            case Standing.Unknown _ -> NOT_CURRENT;
            case Standing.Changed _, Standing.Outdated _, Standing.Ended _ ->
                refused("what the ticket was issued for was withdrawn");
          };
      case TicketOutcome.Refused(Verdict verdict, String why) ->
          new Admittance.Refused(verdict, why);
      case TicketOutcome.Unavailable(String why) -> new Admittance.Unavailable(why);
      case TicketOutcome.Issued _, TicketOutcome.Malformed _ ->
          throw new IllegalStateException("a ticket that is issued where it is shown");
    };
  }

  private Admittance byKey(String text) {
    Optional<Principal.Backend> backend = keys.flatMap(all -> all.known().authenticate(text));
    backend.ifPresent(this::markUsed);
    return backend
        .<Admittance>map(Admittance.Admitted::new)
        .orElseGet(() -> refused("the API key is not known here"));
  }

  private void markUsed(Principal.Backend backend) {
    if (backend.admission().credential() instanceof Credential.Key(String id)) {
      keys.ifPresent(all -> all.lastUsed().mark(id, clock.wallMillis()));
    }
  }

  private static Admittance byToken(TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Valid(Principal.User user) -> new Admittance.Admitted(user);
      case TokenOutcome.Refused(String why) -> refused(why);
      case TokenOutcome.Unavailable(String why) -> new Admittance.Unavailable(why);
    };
  }

  private void ask(AppCallback app, Question question, Consumer<Admittance> then) {
    app.ask(question, answer -> then.accept(current(byAnswer(answer, question))));
  }

  /// A client that brought nothing is not refused for that: it is anonymous, as elsewhere.
  private static Admittance byAnswer(CallbackAnswer answer, Question question) {
    return switch (answer) {
      case CallbackAnswer.Admitted(Principal.User user) -> new Admittance.Admitted(user);
      case CallbackAnswer.Denied(boolean forbidden) when forbidden ->
          new Admittance.Refused(Verdict.FORBIDDEN, "the application lets this client not in");
      case CallbackAnswer.Denied _ when question.headers().isEmpty() ->
          new Admittance.Admitted(Principals.ANONYMOUS);
      case CallbackAnswer.Denied _ -> refused("the application does not know this client");
      case CallbackAnswer.Unavailable() ->
          new Admittance.Unavailable("the application does not say who this client is");
    };
  }

  private static Admittance refused(String why) {
    return new Admittance.Refused(Verdict.UNAUTHORIZED, why);
  }

  /// Whether a principal that was admitted would be again. Cheap enough to ask for every session
  /// each second.
  public Standing standing(Principal principal) {
    return switch (principal) {
      case Principal.Anonymous() -> STANDS;
      case Principal.User user -> control.current() ? standing(user, user.admission()) : UNKNOWN;
      case Principal.Backend backend -> standing(backend, backend.admission());
    };
  }

  private Standing standing(Principal principal, Principal.Admission admission) {
    return admission.endedAt(clock.wallMillis())
        ? EXPIRED
        : standing(principal, admission.credential());
  }

  private Standing standing(Principal principal, Credential credential) {
    return switch (credential) {
      case Credential.None(), Credential.Program() -> STANDS;
      case Credential.Token token ->
          principal instanceof Principal.User user
                  && tokens.filter(all -> all.stands(user.id(), token)).isPresent()
              ? STANDS
              : WITHDRAWN;
      case Credential.Callback answer -> standingOfAnswer(principal, answer);
      case Credential.Key(String id) -> standingOfKey(principal, id);
      case Credential.Ticket(Credential parent, String _) -> standingOfTicket(principal, parent);
    };
  }

  private Standing standingOfAnswer(Principal principal, Credential.Callback answer) {
    if (callback.isEmpty()
        || !(principal instanceof Principal.User user)
        || !notBefore.admitsAnswer(user.id(), answer.askedAtMillis())) {
      return WITHDRAWN;
    }
    return callback.get().gave(answer) ? STANDS : OUTDATED;
  }

  private Standing standingOfKey(Principal principal, String id) {
    Optional<Principal.Backend> now = keys.flatMap(all -> all.known().current(id));
    if (now.isEmpty()) {
      return WITHDRAWN;
    }
    return now.get().equals(principal) ? STANDS : new Standing.Changed(now.get());
  }

  /// A ticket holds no more than its key does now.
  private Standing standingOfTicket(Principal principal, Credential parent) {
    return switch (standing(principal, parent)) {
      case Standing.Changed(Principal.Backend now)
          when principal instanceof Principal.Backend narrow
              && now.scopes().cover(narrow.scopes()) ->
          STANDS;
      case Standing.Changed _, Standing.Outdated _ -> WITHDRAWN;
      case Standing.Stands stands -> stands;
      case Standing.Unknown unknown -> unknown;
      case Standing.Ended ended -> ended;
    };
  }
}
