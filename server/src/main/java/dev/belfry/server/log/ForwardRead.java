package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads the oldest messages from a place on. Owned by the loop that asks.
final class ForwardRead {
  private final ChannelLog log;
  private final Loop loop;
  private final int limit;
  private final int bytesMax;
  private final Consumer<HistoryRange.Outcome> then;
  private final long head;
  private final List<Message> messages = new ArrayList<>();
  private int bytes;
  private long cursor;
  private Replay.@Nullable Gap gap;

  private ForwardRead(
      ChannelLog log, Loop loop, int limit, int bytesMax, Consumer<HistoryRange.Outcome> then) {
    this.log = log;
    this.loop = loop;
    this.limit = limit;
    this.bytesMax = bytesMax;
    this.then = then;
    this.head = log.head();
  }

  /// Calls `then` once, on `loop`, perhaps before this returns.
  static void from(
      ChannelLog log,
      Since since,
      int limit,
      int bytesMax,
      Loop loop,
      Consumer<HistoryRange.Outcome> then) {
    ForwardRead read = new ForwardRead(log, loop, limit, bytesMax, then);
    log.locate(since, loop, read::begin);
  }

  private void begin(ChannelLog.Located located) {
    switch (located) {
      case ChannelLog.Start start -> {
        cursor = start.cursor();
        gap = start.gap();
        readOn();
      }
      case Unavailable why -> then.accept(why);
    }
  }

  private void readOn() {
    if (full() || cursor >= head) {
      finish();
    } else {
      log.read(cursor, head, bytesMax - bytes, loop, this::take);
    }
  }

  private boolean full() {
    return messages.size() == limit || bytes >= bytesMax;
  }

  private void take(Replay replay) {
    switch (replay) {
      case Replay.Batch(List<Message> read, long through) -> {
        cursor = addAll(read) ? through : messages.getLast().offset();
        readOn();
      }
      case Replay.CaughtUp() -> finish();
      case Unavailable why -> then.accept(why);
      case Replay.Gap trimmed -> {
        // Trimmed while we read. A gap stands before the first message, or else on the next page.
        if (messages.isEmpty()) {
          gap = gap == null ? trimmed : gap.and(trimmed);
          cursor = trimmed.resume();
          readOn();
        } else {
          finish();
        }
      }
    }
  }

  /// Adds what the page has room for, and returns whether that is all.
  private boolean addAll(List<Message> read) {
    for (Message message : read) {
      if (full()) {
        return false;
      }
      messages.add(message);
      bytes += message.data().length;
    }
    return true;
  }

  private void finish() {
    Position reached = new Position(log.epoch(), cursor);
    then.accept(new HistoryPage(reached, List.copyOf(messages), gap, cursor < head));
  }
}
