package dev.belfry.server.store.postgresql;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Questions that are to be answered within one timeout, all of them the same: what is asked first
/// is due first, so one sweep looks at the oldest alone. Any thread asks.
final class Deadlines {
  private static final int SWEEPS = 20;

  private record Waiting(CompletableFuture<?> answer, long deadlineNanos) {}

  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final Duration timeout;
  private volatile boolean closed;

  Deadlines(Duration timeout, ScheduledExecutorService timer) {
    this.timeout = timeout;
    long interval = timeout.toNanos() / SWEEPS;
    var _ = timer.scheduleAtFixedRate(this::sweep, interval, interval, TimeUnit.NANOSECONDS);
  }

  /// An answer that fails where it has not come in time.
  <T> CompletableFuture<T> begin() {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.add(new Waiting(answer, System.nanoTime() + timeout.toNanos()));
    if (closed) {
      end();
    }
    return answer;
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Waiting oldest = waiting.peek(); oldest != null; oldest = waiting.peek()) {
      if (!oldest.answer.isDone()) {
        if (oldest.deadlineNanos - now > 0) {
          return;
        }
        oldest.answer.completeExceptionally(
            new TimeoutException("no answer within " + timeout.toMillis() + " ms"));
      }
      waiting.poll();
    }
  }

  /// Fails what is not answered, and whatever is asked from now on.
  void end() {
    closed = true;
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.answer.completeExceptionally(new IllegalStateException("the store is closed"));
    }
  }
}
