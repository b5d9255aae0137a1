package dev.belfry.server.edge.http.channel;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HistoryPage;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.BooleanSupplier;

/// Answers with a page of a channel's history; where it is asked to, it waits for the next message
/// first (long polling).
///
/// @param mayStill whether the client may read the channel after it has waited
record HistoryEndpoint(
    HistoryReader history,
    NextMessageWait nextMessage,
    ChannelName channel,
    HistoryQuery query,
    BooleanSupplier mayStill)
    implements Endpoint {

  @Override
  public void serve(Exchange exchange) {
    history.find(
        channel,
        found -> {
          switch (found) {
            case ChannelLog log -> read(log, exchange);
            case Unavailable why -> respond(exchange, why);
          }
        });
  }

  private void read(ChannelLog log, Exchange exchange) {
    boolean mayWait =
        query.waitAtMost().isPositive() && !exchange.request().method().equals(HttpMethod.HEAD);
    if (mayWait && query.range() instanceof HistoryRange.Newest) {
      await(new Position(log.epoch(), log.head()), exchange);
      return;
    }
    history.read(
        log,
        query.range(),
        query.limit(),
        outcome -> {
          if (mayWait && outcome instanceof HistoryPage page && page.uneventful() && !page.more()) {
            await(page.position(), exchange);
          } else {
            respond(exchange, outcome);
          }
        });
  }

  private void await(Position position, Exchange exchange) {
    Runnable stop =
        nextMessage.await(
            channel,
            new Since.After(position),
            query.waitAtMost(),
            () -> readAgain(position, exchange));
    exchange.onDisconnect(stop);
  }

  /// Finds the log again: one that nobody read or wrote may have been replaced.
  private void readAgain(Position position, Exchange exchange) {
    if (!mayStill.getAsBoolean()) {
      String why = "no grant to read " + channel + " any more";
      exchange.respond(Responses.problem(Problem.forbidden(why)));
      return;
    }
    history.read(
        channel,
        new HistoryRange.After(position),
        query.limit(),
        outcome -> respond(exchange, outcome));
  }

  private void respond(Exchange exchange, HistoryRange.Outcome outcome) {
    exchange.respond(
        switch (outcome) {
          case HistoryPage page ->
              Responses.of(200, "application/json", HistoryJson.of(channel, page));
          case Unavailable(String reason) -> Responses.problem(Problem.unavailable(reason));
        });
  }
}
