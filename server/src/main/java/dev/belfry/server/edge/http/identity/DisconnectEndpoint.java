package dev.belfry.server.edge.http.identity;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import java.util.Optional;

/// Tells a user to go, on every device: sessions end within a second, and what was issued to the
/// user before does not let them come back.
public record DisconnectEndpoint(Identities identities, UserId user) implements Endpoint {
  private static final String SUFFIX = "/disconnect";
  private static final Problem HERE_ALONE =
      Problem.unavailable("the user has to go here, but other nodes may not know; ask again");

  /// The user of a path, by its end.
  ///
  /// @param rest of the path: `{user}/disconnect`
  public static Checked<UserId> user(String rest) {
    Optional<UserId> user =
        rest.endsWith(SUFFIX)
            ? UserId.parse(rest.substring(0, rest.length() - SUFFIX.length()))
            : Optional.empty();
    return user.isPresent() ? Checked.good(user.get()) : Checked.bad(Problem.notFound());
  }

  /// The endpoint for a caller.
  public static Checked<Endpoint> of(Identities identities, UserId user, Caller caller) {
    return identities.configured()
        ? caller.check(Action.ADMIN).map(_ -> new DisconnectEndpoint(identities, user))
        : Checked.bad(Problem.word(404, "not-found", "no identity is configured"));
  }

  @Override
  public void serve(Exchange exchange) {
    identities.disconnect(
        user,
        exchange.loop(),
        everywhere ->
            exchange.respond(everywhere ? Responses.empty(204) : Responses.problem(HERE_ALONE)));
  }
}
