package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Permissions;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.admission.Standing;
import dev.belfry.server.channel.ChannelName;
import java.time.Duration;

/// Who a session's client is, and whether it still is: looked at once a second, since tokens
/// expire, keys are withdrawn and policies change while a session lasts. Owned by its loop.
final class SessionIdentity {
  /// How long before its end a client is told of it.
  private static final long EXPIRING_MILLIS = 30_000;

  /// How long what an application answered holds after it is another that is asked.
  private static final Duration OUTDATED_MAX = Duration.ofSeconds(5);

  private static final CloseReason NOBODY_KNOWS =
      new CloseReason(CloseCode.UNAVAILABLE, "the application does not say who this client is");

  static final CloseReason TOO_MANY =
      new CloseReason(CloseCode.CONNECTION_LIMIT, "too many connections of this user");

  private final Session session;
  private final Identities identities;
  private Principal principal;
  private Credentials credentials;
  private Object client;
  private long heldBytes;

  /// Whose connection it is counted as; empty for nobody's.
  private String counted = "";

  private long countedNanos;

  /// The permissions by which all subscriptions were looked at last.
  private Permissions reviewed;

  private boolean asking;

  /// Whether the answer of another application than that of now counts, and since when.
  private boolean outdated;

  private long outdatedNanos;

  /// Whether this node can't find out whether the client is still who it was.
  private boolean unknown;

  private boolean told;

  SessionIdentity(Session session, Identities identities, ClientIdentity client) {
    this.session = session;
    this.identities = identities;
    this.principal = client.principal();
    this.credentials = client.credentials();
    this.client = client.client();
    this.reviewed = identities.permissions();
  }

  Principal principal() {
    return principal;
  }

  Credentials credentials() {
    return credentials;
  }

  /// Whom it counts to.
  Object client() {
    return client;
  }

  /// Whether this client's subscriptions, of all its sessions of this loop, may cost more.
  boolean maySubscribe() {
    return shares().admits(client);
  }

  /// What the session's subscriptions cost, with what is kept for their sake.
  long heldBytes() {
    return heldBytes;
  }

  /// So much more counts to the client, or less where negative.
  void hold(long bytes) {
    heldBytes += bytes;
    shares().add(client, bytes);
  }

  private SubscriptionShares shares() {
    return session.context().shares();
  }

  /// Counts it among the connections of its user; false where those are too many.
  boolean count() {
    String user = principal instanceof Principal.User ? principal.author() : "";
    UserConnections users = session.context().limits().users();
    if (user.equals(counted)) {
      return true;
    }
    long now = session.context().clock().nanos();
    if (!user.isEmpty() && !users.add(user, now)) {
      return false;
    }
    uncount();
    counted = user;
    countedNanos = now;
    return true;
  }

  /// The session has ended.
  void uncount() {
    if (!counted.isEmpty()) {
      session.context().limits().users().remove(counted);
      counted = "";
    }
  }

  boolean unknown() {
    return unknown;
  }

  Verdict verdict(Action action, ChannelName channel) {
    return identities.permissions().verdict(principal, action, channel);
  }

  /// The client is somebody else from now on, or may do something else.
  void become(ClientIdentity now) {
    credentials = now.credentials();
    become(now.principal());
  }

  private void become(Principal now) {
    principal = now;
    outdated = false;
    Object before = client;
    client = new ClientIdentity(now, credentials).client();
    shares().add(before, -heldBytes);
    shares().add(client, heldBytes);
    told = false;
    if (!count()) {
      session.close(TOO_MANY);
      return;
    }
    lookAtSubscriptions(identities.permissions());
  }

  /// Whether it is one too many of its user on all nodes together.
  private boolean isOneTooMany() {
    UserConnections users = session.context().limits().users();
    return !counted.isEmpty()
        && users.leaves(counted, countedNanos, session.context().clock().nanos());
  }

  /// Ends what is not allowed any more.
  void review() {
    if (isOneTooMany()) {
      session.close(TOO_MANY);
      return;
    }
    Permissions now = identities.permissions();
    unknown = false;
    if (principal.equals(Principals.ANONYMOUS) && now == reviewed) {
      return;
    }
    switch (identities.standing(principal)) {
      case Standing.Ended(boolean expired) ->
          session.close(
              expired
                  ? new CloseReason(CloseCode.TOKEN_EXPIRED, "what let this client in has expired")
                  : new CloseReason(CloseCode.FORBIDDEN, "what let this client in was withdrawn"));
      case Standing.Changed(Principal changed) -> become(changed);
      case Standing.Outdated() -> askOther();
      case Standing.Unknown() -> unknown = true;
      case Standing.Stands() -> {
        if (now != reviewed) {
          lookAtSubscriptions(now);
        }
        lookAhead();
      }
    }
  }

  private void lookAtSubscriptions(Permissions now) {
    reviewed = now;
    session.endSubscriptions(channel -> !now.may(principal, Action.SUBSCRIBE, channel));
    session.lookAtInbox(now);
  }

  private void lookAhead() {
    Principal.Admission admission = principal.admission();
    long nowMillis = session.context().clock().wallMillis();
    if (nowMillis >= admission.renewedFromMillis()) {
      askAgain();
    } else if (!told
        && admission.renewedFromMillis() == Principal.Admission.NEVER
        && admission.endsAtMillis() - EXPIRING_MILLIS <= nowMillis) {
      told = true;
      session.expiring(admission.endsAtMillis());
    }
  }

  /// Asks the application of a new configuration. What the other one answered holds meanwhile, but
  /// not for long.
  private void askOther() {
    long nowNanos = session.context().clock().nanos();
    if (!outdated) {
      outdated = true;
      outdatedNanos = nowNanos;
    }
    if (nowNanos - outdatedNanos >= OUTDATED_MAX.toNanos()) {
      session.close(NOBODY_KNOWS);
    } else {
      askAgain();
    }
  }

  /// Asks the application again, whose answer has a time.
  private void askAgain() {
    if (!asking) {
      asking = true;
      identities.authenticate(credentials, session.loop(), this::answered);
    }
  }

  private void answered(Admittance answer) {
    asking = false;
    if (session.ended()) {
      return;
    }
    switch (answer) {
      case Admittance.Admitted(Principal now) when now.author().equals(principal.author()) ->
          become(now);
      case Admittance.Admitted _ ->
          session.close(new CloseReason(CloseCode.FORBIDDEN, "this client is somebody else now"));
      case Admittance.Refused(Verdict _, String why) ->
          session.close(new CloseReason(CloseCode.FORBIDDEN, why));
      case Admittance.Unavailable _,
          Admittance.Limited _ -> {} // asked again, until its time is over
    }
  }
}
