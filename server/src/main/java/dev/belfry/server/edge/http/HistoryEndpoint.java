package dev.belfry.server.edge.http;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.HistoryQuery.Range;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.function.Consumer;

/// Answers with a page of a channel's history; where it is asked to, it waits for the next message
/// first (long polling).
record HistoryEndpoint(Logs logs, Waiter waiter, ChannelName channel, HistoryQuery query)
    implements Endpoint {

  @Override
  public void serve(Exchange exchange) {
    logs.find(channel, exchange.loop(), log -> read(log, exchange));
  }

  private void read(ChannelLog log, Exchange exchange) {
    boolean mayWait =
        query.waitAtMost().isPositive() && !exchange.request().method().equals(HttpMethod.HEAD);
    switch (query.range()) {
      case Range.After(Position position) ->
          readAfter(log, position, mayWait, exchange, page -> respond(exchange, page));
      case Range.Newest() -> {
        if (mayWait) {
          await(new Position(log.epoch(), log.head()), exchange);
        } else {
          readUpTo(log, log.head(), exchange);
        }
      }
      case Range.Before(Position position) -> readBefore(log, position, exchange);
    }
  }

  private void readAfter(
      ChannelLog log,
      Position position,
      boolean mayWait,
      Exchange exchange,
      Consumer<HistoryPage> then) {
    ForwardRead.after(
        log,
        position,
        query.limit(),
        exchange.loop(),
        page -> {
          if (page.uneventful() && !page.more() && mayWait) {
            await(page.position(), exchange);
          } else {
            then.accept(page);
          }
        });
  }

  /// Finds the log again afterwards: one that nobody read or wrote may have been replaced.
  private void await(Position position, Exchange exchange) {
    Runnable stop =
        waiter.await(
            channel,
            new Since.After(position),
            query.waitAtMost(),
            () ->
                logs.find(
                    channel,
                    exchange.loop(),
                    log ->
                        readAfter(
                            log, position, false, exchange, page -> respond(exchange, page))));
    exchange.whenGone(stop);
  }

  private void readBefore(ChannelLog log, Position position, Exchange exchange) {
    if (position.epoch().equals(log.epoch())) {
      readUpTo(log, Math.min(log.head(), Math.max(0, position.offset() - 1)), exchange);
    } else {
      // What lay before it is gone with its epoch, and can't be counted.
      long head = log.head();
      Position now = new Position(log.epoch(), head);
      respond(exchange, new HistoryPage(now, List.of(), new Replay.Gap(null, head), false));
    }
  }

  private void readUpTo(ChannelLog log, long last, Exchange exchange) {
    BackwardRead.upTo(log, last, query.limit(), exchange.loop(), page -> respond(exchange, page));
  }

  private void respond(Exchange exchange, HistoryPage page) {
    exchange.respond(Replies.of(200, "application/json", page.toJson(channel)));
  }
}
