package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Clock;
import java.util.concurrent.atomic.AtomicLong;

/// A wall clock that a test moves. Timeouts go by the machine's.
public final class InboxClock implements Clock {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  public void advance(long by) {
    millis.addAndGet(by);
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
