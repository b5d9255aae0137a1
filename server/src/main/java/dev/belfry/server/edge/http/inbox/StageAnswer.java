package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.InboxUnavailable;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answer to a request that waits for the store of the inboxes.
final class StageAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(StageAnswer.class);

  /// One body, whether there is no such thing or it is another's.
  static final Problem NOT_FOUND =
      Problem.word(404, "not-found", "there is no such notification here");

  private StageAnswer() {}

  /// Responds on the loop of the exchange once the store has answered.
  static <T> void await(
      Exchange exchange, CompletionStage<T> stage, Function<T, FullHttpResponse> response) {
    then(exchange, stage, value -> exchange.respond(response.apply(value)));
  }

  /// Goes on, on the loop of the exchange, once the store has answered.
  static <T> void then(Exchange exchange, CompletionStage<T> stage, Consumer<T> next) {
    var _ =
        stage.whenComplete((value, failure) ->
            exchange
                .loop()
                .execute(() -> {
                  if (failure == null) {
                    next.accept(value);
                  } else {
                    exchange.respond(Responses.problem(problem(failure)));
                  }
                }));
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof InboxUnavailable) {
      return Problem.unavailable(String.valueOf(cause.getMessage()));
    }
    LOG.error("the store of the inboxes failed", cause);
    return Problem.unavailable("the store of the inboxes failed");
  }
}
