package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.Verdict;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.session.ClientIdentity;
import java.util.Optional;

/// Whose inbox a request is about, where its client may do what it asks for.
record InboxOwner(ClientIdentity client, UserId user) {
  private static final String USER = "user";

  /// Settles whose inbox it is, and whether the client may.
  ///
  /// @param named by the path; empty where it is the client's own
  /// @param changes whether more than reading is meant
  static Checked<InboxOwner> of(
      RequestHead head, Caller caller, Optional<UserId> named, boolean changes) {
    return caller
        .known()
        .then(client ->
            (named.isPresent() ? Checked.good(named.get()) : own(head, client))
                .then(user -> allowed(caller, new InboxOwner(client, user), changes)));
  }

  private static Checked<InboxOwner> allowed(Caller caller, InboxOwner owner, boolean changes) {
    Verdict verdict = caller.permissions().inbox(owner.client.principal(), owner.user, changes);
    return switch (verdict) {
      case ALLOWED -> Checked.good(owner);
      case UNAUTHORIZED -> Checked.bad(Problem.unauthorized("say who you are, by a token"));
      case FORBIDDEN -> Checked.bad(Problem.forbidden("no grant to use this inbox"));
    };
  }

  private static Checked<UserId> own(RequestHead head, ClientIdentity client) {
    Optional<String> user = head.target().query().get(USER);
    return switch (client.principal()) {
      case Principal.User(UserId id, _, _, _, _) ->
          user.filter(other -> !other.equals(id.text())).isEmpty()
              ? Checked.good(id)
              : Checked.bad(Problem.forbidden("no grant to use this inbox"));
      case Principal.Backend _ ->
          Checked.bad(Problem.forbidden("a backend names the user: /v1/users/{user}/inbox"));
      case Principal.Anonymous() ->
          user.flatMap(UserId::parse)
              .map(Checked::good)
              .orElseGet(() ->
                  Checked.malformed("whose inbox? where no identity is configured, ?user= says"));
    };
  }
}
