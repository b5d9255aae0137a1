package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Which end of what part of a channel's history is wanted.
public sealed interface HistoryRange {
  /// How many messages a page has where nobody says, unless it may not have so many.
  int LIMIT_DEFAULT = 100;

  /// The oldest messages after a position.
  record After(Position position) implements HistoryRange {}

  /// The oldest messages from where a subscriber would begin.
  record From(Since since) implements HistoryRange {}

  /// The newest messages before a position.
  record Before(Position position) implements HistoryRange {}

  /// The newest of all.
  record Newest() implements HistoryRange {}

  /// What came of reading a page.
  sealed interface Outcome permits HistoryPage, Unavailable {}

  /// Reads a page. Calls `then` once, on `loop`, perhaps before this returns.
  ///
  /// @param limit messages, at least 1
  /// @param bytesMax message data; at least one message is on the page, whatever its size
  default void read(ChannelLog log, int limit, int bytesMax, Loop loop, Consumer<Outcome> then) {
    switch (this) {
      case After(Position position) ->
          ForwardRead.from(log, new Since.After(position), limit, bytesMax, loop, then);
      case From(Since since) -> ForwardRead.from(log, since, limit, bytesMax, loop, then);
      case Newest() -> BackwardRead.upTo(log, log.head(), limit, bytesMax, loop, then);
      case Before(Position position) -> {
        long head = log.head();
        OptionalLong offset = log.offsetOf(position);
        if (offset.isPresent()) {
          long last = Math.min(head, Math.max(0, offset.getAsLong() - 1));
          BackwardRead.upTo(log, last, limit, bytesMax, loop, then);
        } else {
          // What lay before it is gone with its epoch, and can't be counted.
          Position now = new Position(log.epoch(), head);
          then.accept(new HistoryPage(now, List.of(), new Replay.Gap(null, head), false));
        }
      }
    }
  }
}
