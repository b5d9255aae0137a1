package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.HistoryRange.Outcome;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Turns;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads pages of history for the clients of one loop. Pages that a disk has to answer take turns,
/// since each is in memory until it is handed over; those in memory wait for none. While too much
/// waits for slow clients, pages are short, so that nobody is refused one. Owned by the loop.
public final class HistoryReader {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryReader.class);
  private static final int SHORT_PAGE_BYTES = 16 * 1024;
  private static final int ONE_MESSAGE = 1;

  private final Logs logs;
  private final Loop loop;
  private final PageBounds bounds;
  private final ByteBudget outboxes;
  private final Turns turns;

  /// @param outboxes what waits for the loop's clients
  public HistoryReader(Logs logs, Loop loop, PageBounds bounds, ByteBudget outboxes) {
    this.logs = logs;
    this.loop = loop;
    this.bounds = bounds;
    this.outboxes = outboxes;
    this.turns = new Turns(bounds.atOnceMax());
  }

  private int bytesMax() {
    if (outboxes.overfull()) {
      return ONE_MESSAGE;
    }
    return outboxes.exhausted() ? Math.min(SHORT_PAGE_BYTES, bounds.bytesMax()) : bounds.bytesMax();
  }

  /// Finds a channel's log. Calls `then` once, on the loop, perhaps before this returns.
  public void find(ChannelName channel, Consumer<Logs.Found> then) {
    logs.find(channel, loop, then);
  }

  /// Finds the channel's log and reads a page of it. Calls `then` once, on the loop, perhaps before
  /// this returns.
  ///
  /// @param limit messages, at least 1
  public void read(ChannelName channel, HistoryRange range, int limit, Consumer<Outcome> then) {
    find(
        channel,
        found -> {
          switch (found) {
            case ChannelLog log -> read(log, range, limit, then);
            case Unavailable why -> then.accept(why);
          }
        });
  }

  /// Reads a page of a log that was found. Calls `then` once, on the loop, perhaps before this
  /// returns.
  ///
  /// @param limit messages, at least 1
  public void read(ChannelLog log, HistoryRange range, int limit, Consumer<Outcome> then) {
    if (!log.onDisk()) {
      range.read(log, limit, bytesMax(), loop, then);
      return;
    }
    turns.take(() -> readInTurn(log, range, limit, then));
  }

  /// A read that throws ends its turn too.
  private void readInTurn(ChannelLog log, HistoryRange range, int limit, Consumer<Outcome> then) {
    AtomicBoolean answered = new AtomicBoolean();
    Consumer<Outcome> answer =
        outcome -> {
          answered.setPlain(true);
          try {
            then.accept(outcome);
          } finally {
            turns.end();
          }
        };
    try {
      range.read(log, limit, bytesMax(), loop, answer);
    } catch (RuntimeException bug) {
      if (answered.getPlain()) {
        throw bug; // the one who asked threw
      }
      LOG.error("a page of history can't be read", bug);
      answer.accept(new Unavailable("the read failed in the server"));
    }
  }
}
