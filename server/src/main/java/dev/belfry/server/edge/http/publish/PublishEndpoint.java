package dev.belfry.server.edge.http.publish;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.log.Draft;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Tracing.AppendTrace;
import dev.belfry.server.runtime.Tracing.Trace;

/// Publishes a request's body, now or later. A repeated publish with the same idempotency key gets
/// the same answer as the first, 201 too, so that a client need not tell them apart.
record PublishEndpoint(
    Scheduler scheduler, Principal principal, ChannelName channel, PublishHead head)
    implements Endpoint {

  @Override
  public void serve(Exchange exchange) {
    Trace trace = exchange.trace("publish");
    switch (MessageBody.read(exchange.body(), head.kind())) {
      case Checked.Good<byte[]>(byte[] data) -> {
        AppendTrace append = trace.append(channel.text());
        scheduler.publish(
            principal,
            channel,
            draft(data).followedBy(append),
            head.atMillis(),
            exchange.loop(),
            outcome -> {
              PublishResult result = PublishResult.of(outcome);
              append.answered(result.word());
              exchange.respond(result.response());
            });
      }
      case Checked.Bad<byte[]>(Problem problem) -> exchange.respond(Responses.problem(problem));
    }
  }

  private Draft draft(byte[] data) {
    return new Draft(
        data, head.kind(), head.idempotencyKey(), head.replaceKey(), head.expiresAtMillis(), null);
  }
}
