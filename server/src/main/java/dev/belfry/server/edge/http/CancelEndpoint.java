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
        cancelled ->
            exchange.respond(
                cancelled
                    ? Replies.empty(204)
                    : Replies.problem(
                        Problem.word(404, "not-found", "no message with this id is to come"))));
  }
}
