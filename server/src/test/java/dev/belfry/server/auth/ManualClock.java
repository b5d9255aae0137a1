package dev.belfry.server.auth;

import dev.belfry.server.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is told to go on.
public final class ManualClock implements Clock {
  /// When it begins: 2026-11-26T00:00:00Z.
  public static final long START_MILLIS = 1_795_651_200_000L;

  private final AtomicLong millis = new AtomicLong(START_MILLIS);

  public void advance(Duration by) {
    millis.addAndGet(by.toMillis());
  }

  @Override
  public long wallMillis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return millis.get() * 1_000_000;
  }
}
