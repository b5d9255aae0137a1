package dev.belfry.server.edge.http.publish;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.publish.Scheduler;

/// Cancels a scheduled message. Only its publisher was told its id, which is no less random than a
/// token.
public record CancelEndpoint(Scheduler scheduler, Ulid id) implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    scheduler.cancel(
        id,
        exchange.loop(),
        outcome ->
            exchange.respond(
                switch (outcome) {
                  case DONE -> Responses.empty(204);
                  case UNKNOWN ->
                      Responses.problem(
                          Problem.word(404, "not-found", "no message with this id is to come"));
                  case UNAVAILABLE ->
                      Responses.problem(Problem.unavailable("the store can't tell now"));
                }));
  }
}
