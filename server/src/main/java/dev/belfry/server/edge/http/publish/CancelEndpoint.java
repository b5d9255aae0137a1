package dev.belfry.server.edge.http.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.publish.Scheduler;

/// Cancels a scheduled message, where its own author asks for that or a backend.
public record CancelEndpoint(Scheduler scheduler, Principal principal, Ulid id)
    implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    scheduler.cancel(
        principal,
        id,
        exchange.loop(),
        outcome ->
            exchange.respond(
                switch (outcome) {
                  case DONE -> Responses.empty(204);
                  case UNKNOWN ->
                      Responses.problem(
                          Problem.word(404, "not-found", "no message with this id is to come"));
                  case REFUSED ->
                      Responses.problem(Problem.forbidden("this message is another publisher's"));
                  case UNAVAILABLE ->
                      Responses.problem(Problem.unavailable("the store can't tell now"));
                }));
  }
}
