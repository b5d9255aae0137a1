package dev.belfry.server.edge.http;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.publish.Scheduler;

/// Takes a scheduled message back. Who knows its id is the one who was told it: it is no less
/// random than a token.
record CancelEndpoint(Scheduler scheduler, Ulid id) implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    scheduler.cancel(
        id,
        exchange.loop(),
        outcome ->
            exchange.respond(
                switch (outcome) {
                  case DONE -> Replies.empty(204);
                  case UNKNOWN ->
                      Replies.problem(
                          Problem.word(404, "not-found", "no message with this id is to come"));
                  case UNAVAILABLE ->
                      Replies.problem(Problem.unavailable("the store can't tell now"));
                }));
  }
}
