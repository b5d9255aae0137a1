package dev.belfry.server.store.shared;

import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Distribution;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What one engine has told this node unasked, what had to be asked for, and how long answers take.
/// Any thread counts.
final class BusCounters {
  /// An answer's part in the round trip that is told, of so many.
  private static final int SMOOTHING = 8;

  private final LongAdder signals = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private final LongAdder catchUpReads = new LongAdder();
  private final AtomicLong roundTripNanos = new AtomicLong();

  private final Distribution appends = Distribution.ofSeconds();
  private final AtomicLong appending = new AtomicLong();

  /// Counts an append until it is answered.
  <T> CompletionStage<T> appending(CompletionStage<T> append, Clock clock) {
    long askedNanos = clock.nanos();
    appending.incrementAndGet();
    return append.whenComplete((_, _) -> {
      appending.decrementAndGet();
      appends.addNanos(clock.nanos() - askedNanos);
    });
  }

  StoreFigures figures(String store, long waitingBytes) {
    return new StoreFigures(store, appends.copy(), Optional.empty(), appending.get(), waitingBytes);
  }

  void signal() {
    signals.increment();
  }

  /// Signals were missing, or may have been.
  void gap() {
    gaps.increment();
  }

  void catchUpRead() {
    catchUpReads.increment();
  }

  void answered(long nanos) {
    roundTripNanos.accumulateAndGet(
        nanos, (known, now) -> known == 0 ? now : known + (now - known) / SMOOTHING);
  }

  BusFigures figures() {
    return new BusFigures(
        signals.sum(), gaps.sum(), catchUpReads.sum(), roundTripNanos.get() / 1_000);
  }
}
