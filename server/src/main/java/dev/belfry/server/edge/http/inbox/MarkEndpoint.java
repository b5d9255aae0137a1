package dev.belfry.server.edge.http.inbox;

import dev.belfry.protocol.InboxMark;
import dev.belfry.protocol.MarkWord;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.InboxFrames;
import dev.belfry.server.inbox.InboxMarks;
import dev.belfry.server.inbox.MarkOutcome;
import dev.belfry.server.runtime.Counted;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/// Marks items.
record MarkEndpoint(InboxServices services, UserId user, MarkWord as) implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    long now = services.clock().wallMillis();
    Checked<CompletionStage<MarkOutcome>> asked =
        JsonBody.read(exchange.body(), text -> InboxMark.body(as, text))
            .then(mark ->
                JsonBody.attempt(() -> InboxMarks.apply(services.inboxes(), user, mark, now)));
    switch (asked) {
      case Checked.Good<CompletionStage<MarkOutcome>>(CompletionStage<MarkOutcome> stage) ->
          StageAnswer.await(
              exchange,
              stage,
              outcome -> {
                exchange.loop().counters().add(Counted.MARKS, 1);
                return response(outcome);
              });
      case Checked.Bad<CompletionStage<MarkOutcome>>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  static FullHttpResponse response(MarkOutcome outcome) {
    String json = InboxFrames.marked(outcome.version(), outcome).toJson();
    return Responses.json(200, json.getBytes(StandardCharsets.UTF_8));
  }
}
