package dev.belfry.server.edge.http;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HistoryPage;
import dev.belfry.server.log.HistoryRange;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import io.netty.handler.codec.http.HttpMethod;

/// Answers with a page of a channel's history; where it is asked to, it waits for the next message
/// first (long polling).
record HistoryEndpoint(
    HistoryReader history, Waiter waiter, ChannelName channel, HistoryQuery query)
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
        waiter.await(
            channel,
            new Since.After(position),
            query.waitAtMost(),
            () -> readAgain(position, exchange));
    exchange.whenGone(stop);
  }

  /// Finds the log again: one that nobody read or wrote may have been replaced.
  private void readAgain(Position position, Exchange exchange) {
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
              Replies.of(200, "application/json", HistoryJson.of(channel, page));
          case Unavailable(String reason) -> Replies.problem(Problem.unavailable(reason));
        });
  }
}
