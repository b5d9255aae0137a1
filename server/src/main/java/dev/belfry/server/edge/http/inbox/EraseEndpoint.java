package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;

/// Removes all that the server keeps of a user, and answers once nothing is left. The user's
/// sessions end, and what was issued to the user before does not bring them back.
record EraseEndpoint(InboxServices services, UserId user) implements Endpoint {
  public static Checked<Endpoint> of(InboxServices services, UserId user, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new EraseEndpoint(services, user));
  }

  @Override
  public void serve(Exchange exchange) {
    if (services.identities().configured()) {
      services.identities().disconnect(user, exchange.loop(), told -> erase(exchange, told));
    } else {
      erase(exchange, true);
    }
  }

  /// @param told whether all nodes will know that the user was told to go
  private void erase(Exchange exchange, boolean told) {
    if (told) {
      StageAnswer.await(
          exchange, services.inboxes().erase(user).thenApply(_ -> true), _ -> Responses.empty(204));
    } else {
      exchange.respond(
          Responses.problem(Problem.unavailable("other nodes may not know that the user is gone")));
    }
  }
}
