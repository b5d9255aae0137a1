package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;

/// Removes all that the server keeps of a user, and answers once nothing is left. The user's
/// sessions end, and what was issued to the user before does not bring them back.
record EraseEndpoint(InboxServices services, UserId user) implements Endpoint {
  public static Checked<Endpoint> of(InboxServices services, UserId user, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new EraseEndpoint(services, user));
  }

  @Override
  public void serve(Exchange exchange) {
    if (services.identities().configured()) {
      services.identities().disconnect(user);
    }
    StageAnswer.await(
        exchange, services.inboxes().erase(user).thenApply(_ -> true), _ -> Responses.empty(204));
  }
}
