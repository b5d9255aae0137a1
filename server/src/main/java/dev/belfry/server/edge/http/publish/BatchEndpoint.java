package dev.belfry.server.edge.http.publish;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.PublishBatch;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.edge.http.request.Utf8Text;
import dev.belfry.server.log.Draft;
import dev.belfry.server.publish.PublishCommand;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Tracing.AppendTrace;
import dev.belfry.server.runtime.Tracing.Trace;
import dev.belfry.server.session.ClientIdentity;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/// Publishes many messages, and answers with a result for each in their order.
///
/// @param messageBytesMax what a message may have
public record BatchEndpoint(
    Scheduler scheduler,
    PublishRate rate,
    Clock clock,
    BatchBounds bounds,
    int messageBytesMax,
    ClientIdentity client)
    implements Endpoint {
  /// The same for the caller of a request, where its body can be a batch. What the caller may
  /// publish is asked message by message.
  public Checked<Endpoint> forRequest(RequestHead head, Caller caller) {
    return caller
        .known()
        .then(one -> checkType(head.request().headers()).map(_ -> one))
        .then(rate::take)
        .map(one -> new BatchEndpoint(scheduler, rate, clock, bounds, messageBytesMax, one));
  }

  private static Checked<HttpHeaders> checkType(HttpHeaders headers) {
    return PublishHead.kind(headers)
        .then(_ ->
            isJson(headers)
                ? Checked.good(headers)
                : Checked.bad(PublishHead.unsupported("a batch is application/json")));
  }

  private static boolean isJson(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    String name = parameters < 0 ? type : type.substring(0, parameters);
    return name.strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  @Override
  public void serve(Exchange exchange) {
    Checked<PublishBatch> read =
        Utf8Text.decode(exchange.body())
            .map(BatchEndpoint::batch)
            .orElseGet(() -> Checked.malformed("the body is not UTF-8"));
    switch (read) {
      case Checked.Good<PublishBatch>(PublishBatch batch) ->
          new Run(this, exchange, batch.messages()).proceed();
      case Checked.Bad<PublishBatch>(Problem problem) ->
          exchange.respond(Responses.problem(problem));
    }
  }

  private static Checked<PublishBatch> batch(String text) {
    return switch (PublishBatch.read(text)) {
      case Decoded.Frame<PublishBatch>(PublishBatch batch) -> Checked.good(batch);
      case Decoded.Refused<PublishBatch>(_, String message) -> Checked.malformed(message);
      case Decoded.Broken<PublishBatch>(String message) -> Checked.malformed(message);
    };
  }

  /// One batch under way, on the loop of its socket. Messages go out in their order, so that those
  /// of one channel keep it; no more of them at a time than a client may have unanswered, and after
  /// as many the loop's other work has its turn.
  private static final class Run {
    private final BatchEndpoint endpoint;
    private final Exchange exchange;
    private final List<String> messages;
    private final PublishResult[] results;
    private final Trace trace;
    private int next;
    private int answered;
    private boolean proceeding;

    Run(BatchEndpoint endpoint, Exchange exchange, List<String> messages) {
      this.endpoint = endpoint;
      this.exchange = exchange;
      this.messages = messages;
      this.results = new PublishResult[messages.size()];
      this.trace = exchange.trace("publish batch");
    }

    void proceed() {
      proceeding = true;
      int inFlightMax = endpoint.bounds().inFlightMax();
      for (int turn = 0; turn < inFlightMax && mayProceed(); turn++) {
        publish(next++);
      }
      proceeding = false;
      if (mayProceed()) {
        proceeding = true;
        exchange.loop().execute(this::proceed);
      }
    }

    private boolean mayProceed() {
      return next < messages.size() && next - answered < endpoint.bounds().inFlightMax();
    }

    private void publish(int index) {
      if (index > 0 // the first was counted as the request
          && endpoint.rate().take(endpoint.client())
              instanceof Checked.Bad<ClientIdentity>(Problem tooMany)) {
        answer(index, new PublishResult.Failed(tooMany));
        return;
      }
      Checked<PublishCommand.Good> read =
          BatchMessage.read(
              messages.get(index), endpoint.clock().wallMillis(), endpoint.messageBytesMax());
      switch (read) {
        case Checked.Bad<PublishCommand.Good>(Problem problem) ->
            answer(index, new PublishResult.Failed(problem));
        case Checked.Good<PublishCommand.Good>(
                PublishCommand.Good(var channel, var draft, long at)) ->
            publish(index, channel, draft, at);
      }
    }

    private void publish(int index, ChannelName channel, Draft draft, long at) {
      AppendTrace append = trace.append(channel.text());
      endpoint
          .scheduler()
          .publish(
              endpoint.client().principal(),
              channel,
              draft.followedBy(append),
              at,
              exchange.loop(),
              outcome -> {
                PublishResult result = PublishResult.of(outcome);
                append.answered(result.word());
                answer(index, result);
              });
    }

    private void answer(int index, PublishResult result) {
      results[index] = result;
      if (++answered == results.length) {
        exchange.respond(Responses.json(200, PublishResult.json(List.of(results))));
      } else if (!proceeding && mayProceed()) {
        proceed();
      }
    }
  }
}
