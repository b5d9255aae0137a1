package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// A wall clock that a test moves. Timeouts go by the machine's.
public final class InboxClock implements Clock {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  private LongConsumer others = _ -> {};

  public void advance(long by) {
    others.accept(millis.get() + by);
    millis.addAndGet(by);
  }

  /// Another clock is moved too.
  public void atAdvance(LongConsumer other) {
    others = other;
    other.accept(millis.get());
  }

  @Override
  public long wallMillis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
