package dev.belfry.server.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How often a trouble that lasts is logged: when it begins, and then at most once a minute. Any
/// thread may ask.
public final class LogInterval {
  private static final long NANOS = Duration.ofMinutes(1).toNanos();

  private final Clock clock;
  private final AtomicLong dueNanos;

  public LogInterval(Clock clock) {
    this.clock = clock;
    this.dueNanos = new AtomicLong(clock.nanos());
  }

  /// Whether to log now. Who is told so is the only one for a minute.
  public boolean isDue() {
    long now = clock.nanos();
    long due = dueNanos.get();
    return now - due >= 0 && dueNanos.compareAndSet(due, now + NANOS);
  }
}
