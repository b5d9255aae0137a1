package dev.belfry.server.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// How late loops are: each second each is given a task, and what passes between the time that this
/// is due and its turn is what all other tasks wait too. Any thread may ask.
public final class LoopLag {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Clock clock;
  private final AtomicLong worstNanos = new AtomicLong();

  public LoopLag(Clock clock) {
    this.clock = clock;
  }

  /// Begins to measure, until the loops end.
  public void start(List<? extends Loop> loops) {
    loops.forEach(this::next);
  }

  private void next(Loop loop) {
    long dueNanos = clock.nanos() + INTERVAL.toNanos();
    loop.schedule(
        INTERVAL,
        () -> {
          long lateNanos = clock.nanos() - dueNanos;
          worstNanos.accumulateAndGet(lateNanos, Math::max);
          next(loop);
        });
  }

  /// The worst since this was asked last, in milliseconds.
  public int takeMillis() {
    return (int) (worstNanos.getAndSet(0) / 1_000_000);
  }
}
