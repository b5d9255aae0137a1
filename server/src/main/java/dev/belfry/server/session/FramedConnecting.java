package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Command;
import dev.belfry.protocol.ErrorCode;
import dev.belfry.protocol.Reply;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.runtime.LoopCounters.Family;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a framed client says who it is: by its handshake, by `connect`, and by `refresh` before its
/// token expires. While a token is looked at, no other command is taken. Owned by the session's
/// loop.
final class FramedConnecting {
  private static final String NO_TOKENS = "this server has no tokens configured";
  private static final String NAMED_BY_TOKEN =
      "who a client is and its info are in its token, since identity is configured";

  private final FramedSession session;
  private final FramedContext framed;
  private final SessionPresence presence;
  private final Runnable whenDone;
  private boolean connected;

  /// Who the client says it is, where nobody is known.
  private @Nullable String named;

  private boolean asking;

  /// @param whenDone called when more commands may be taken after `underWay` was true
  FramedConnecting(
      FramedSession session, FramedContext framed, SessionPresence presence, Runnable whenDone) {
    this.session = session;
    this.framed = framed;
    this.presence = presence;
    this.whenDone = whenDone;
  }

  /// Whether the client has said who it is, in its handshake or since: others have to `connect`
  /// first.
  boolean done() {
    return connected || !isAnonymous();
  }

  private boolean isAnonymous() {
    return session.identity().principal().equals(Principals.ANONYMOUS);
  }

  private Identities identities() {
    return session.context().identities();
  }

  /// The user that the client is, as far as that is known: by what admitted it, or, where the
  /// server has no identity, by its own word.
  Optional<UserId> user() {
    return session.identity().principal() instanceof Principal.User known
        ? Optional.of(known.id())
        : Optional.ofNullable(named).flatMap(UserId::parse);
  }

  /// Whether a token is looked at.
  boolean underWay() {
    return asking;
  }

  /// The handshake may have said who the client is.
  void opened() {
    if (!isAnonymous()) {
      introduce();
    }
  }

  void connect(long id, Command.Connect connect) {
    if (connected) {
      session.fail(id, ErrorCode.CONFLICT, "connected already");
    } else if (identities().configured()) {
      connectKnown(id, connect);
    } else if (connect.token() != null) {
      session.fail(id, ErrorCode.UNAUTHORIZED, NO_TOKENS);
      session.leave(new CloseReason(CloseCode.BAD_TOKEN, NO_TOKENS));
    } else {
      String user = connect.user();
      named = user;
      presence.introduce(user == null ? name() : user, connect.info());
      connected(id, user);
    }
  }

  private void connectKnown(long id, Command.Connect connect) {
    String token = connect.token();
    if (connect.user() != null || connect.info() != null) {
      session.fail(id, ErrorCode.FORBIDDEN, NAMED_BY_TOKEN);
    } else if (token == null) {
      connected(id, introduce());
    } else {
      ask(id, token, client -> connect(id, client), session::leave);
    }
  }

  /// Who the handshake named a client is, it stays: what it does already is done as that one.
  private void connect(long id, ClientIdentity client) {
    if (!isAnonymous() && !isSame(client)) {
      session.fail(id, ErrorCode.FORBIDDEN, "the handshake said that this is somebody else");
      return;
    }
    session.identity().become(client);
    if (!session.ended()) {
      connected(id, introduce());
    }
  }

  private boolean isSame(ClientIdentity client) {
    return client.principal().author().equals(session.identity().principal().author());
  }

  /// Returns the user that the client is; null for nobody in particular.
  private @Nullable String introduce() {
    if (session.identity().principal() instanceof Principal.User user) {
      presence.introduce(user.id().text(), user.info().orElse(null));
      return user.id().text();
    }
    presence.introduce(name(), null);
    return null;
  }

  private String name() {
    return session.ensureSessionId().toString();
  }

  private void connected(long id, @Nullable String user) {
    connected = true;
    Instant now = Instant.ofEpochMilli(session.context().clock().wallMillis());
    int ping = Math.toIntExact(framed.ping().toSeconds());
    session.reply(id, new Reply.Connected(name(), user, ping, expiresSeconds(), now));
  }

  private @Nullable Long expiresSeconds() {
    long ends = session.identity().principal().admission().endsAtMillis();
    return ends == Principal.Admission.NEVER ? null : ends / 1_000;
  }

  /// Takes a new token of the same user.
  void refresh(long id, String token) {
    if (!identities().configured()) {
      session.fail(id, ErrorCode.UNAUTHORIZED, NO_TOKENS);
      return;
    }
    ask(id, token, client -> refreshed(id, client), _ -> {});
  }

  private void refreshed(long id, ClientIdentity client) {
    if (isSame(client)) {
      session.identity().become(client);
      session.reply(id, new Reply.Refreshed(expiresSeconds()));
    } else {
      session.fail(id, ErrorCode.FORBIDDEN, "a new token is for the same user");
    }
  }

  /// @param otherwise what becomes of the session where the token is not good
  private void ask(
      long id, String token, Consumer<ClientIdentity> then, Consumer<CloseReason> otherwise) {
    Credentials credentials = session.identity().credentials().withBearer(token);
    asking = true;
    boolean[] returned = {false};
    identities()
        .authenticate(
            credentials,
            session.loop(),
            answer -> {
              asking = false;
              session.loop().counters().add(Family.ADMISSIONS, "connect", answer.word(), 1);
              if (!session.ended()) {
                take(id, credentials, answer, then, otherwise);
              }
              if (returned[0]) {
                whenDone.run();
              }
            });
    returned[0] = true;
  }

  private void take(
      long id,
      Credentials credentials,
      Admittance answer,
      Consumer<ClientIdentity> then,
      Consumer<CloseReason> otherwise) {
    if (answer instanceof Admittance.Admitted(Principal principal)) {
      then.accept(new ClientIdentity(principal, credentials));
    }
    NotAdmitted.of(answer)
        .ifPresent(reason -> {
          session.fail(id, reason.code(), reason.why());
          otherwise.accept(reason.close());
        });
  }
}
