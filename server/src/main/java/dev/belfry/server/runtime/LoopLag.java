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
  private final Distribution seconds = Distribution.ofSeconds();

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
          seconds.addNanos(lateNanos);
          next(loop);
        });
  }

  /// How late they were, all in all.
  public Distribution.Copy seconds() {
    return seconds.copy();
  }

  /// The worst since this was asked last, in milliseconds.
  public int takeMillis() {
    return (int) (worstNanos.getAndSet(0) / 1_000_000);
  }
}
