package dev.belfry.server.log;

import dev.belfry.protocol.Position;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/// Reads the newest messages up to an offset. Logs are read forwards only, and an offset may be a
/// hole: so this reads a window before the end and, while too few messages are in it, one twice as
/// long. Owned by the loop that asks.
final class BackwardRead {
  private static final int BATCH_BYTES = 256 * 1024;

  private final ChannelLog log;
  private final Loop loop;
  private final long last;
  private final int limit;
  private final int bytesMax;
  private final Consumer<HistoryRange.Outcome> then;
  private final ArrayDeque<Message> newest = new ArrayDeque<>();
  private int bytes;
  private boolean dropped;

  /// Nothing is kept up to here.
  private long floor;

  private long windowStart;

  private BackwardRead(
      ChannelLog log,
      long last,
      int limit,
      int bytesMax,
      Loop loop,
      Consumer<HistoryRange.Outcome> then) {
    this.log = log;
    this.last = last;
    this.limit = limit;
    this.bytesMax = bytesMax;
    this.loop = loop;
    this.then = then;
  }

  /// Calls `then` once, on `loop`, perhaps before this returns.
  ///
  /// @param last the offset of the newest message that may be on the page
  static void upTo(
      ChannelLog log,
      long last,
      int limit,
      int bytesMax,
      Loop loop,
      Consumer<HistoryRange.Outcome> then) {
    BackwardRead read = new BackwardRead(log, last, limit, bytesMax, loop, then);
    log.locate(new Since.Earliest(), loop, read::begin);
  }

  private void begin(ChannelLog.Located earliest) {
    switch (earliest) {
      case ChannelLog.Start(long cursor, var _) -> {
        floor = cursor;
        readWindow(limit);
      }
      case Unavailable why -> then.accept(why);
    }
  }

  private void readWindow(long offsets) {
    windowStart = Math.max(floor, last - offsets);
    startOver();
    readOn(windowStart);
  }

  /// Nothing is on the page yet.
  private void startOver() {
    newest.clear();
    bytes = 0;
    dropped = false;
  }

  private void readOn(long cursor) {
    if (cursor >= last) {
      windowRead();
    } else {
      log.read(cursor, last, BATCH_BYTES, loop, this::take);
    }
  }

  private void take(Replay replay) {
    switch (replay) {
      case Replay.Batch(List<Message> messages, long through) -> {
        messages.forEach(this::add);
        readOn(through);
      }
      case Replay.CaughtUp() -> windowRead();
      case Unavailable why -> then.accept(why);
      case Replay.Gap trimmed -> {
        floor = Math.max(floor, trimmed.resume());
        startOver(); // what was read before lies on the far side of the gap
        readOn(trimmed.resume());
      }
    }
  }

  private void add(Message message) {
    newest.add(message);
    bytes += message.data().length;
    while (newest.size() > limit || (bytes > bytesMax && newest.size() > 1)) {
      bytes -= newest.remove().data().length;
      dropped = true;
    }
  }

  private void windowRead() {
    if (newest.size() < limit && !dropped && windowStart > floor) {
      readWindow(2 * (last - windowStart));
      return;
    }
    boolean more = dropped || (windowStart > floor && !newest.isEmpty());
    Position reached = new Position(log.epoch(), Math.max(last, floor));
    then.accept(new HistoryPage(reached, List.copyOf(newest), null, more));
  }
}
