package dev.belfry.server.store.postgresql;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Questions that are to be answered within one timeout, all of them the same: what is asked first
/// is due first, so one sweep looks at the oldest alone. Any thread asks.
final class Deadlines {
  private static final int SWEEPS = 20;

  /// A question; once it is answered, the answer is nothing to it.
  private static final class Waiting {
    private final long deadlineNanos;
    private volatile @Nullable CompletableFuture<?> answer;

    Waiting(CompletableFuture<?> answer, long deadlineNanos) {
      this.answer = answer;
      this.deadlineNanos = deadlineNanos;
      var _ = answer.whenComplete((_, _) -> this.answer = null);
    }

    boolean answered() {
      return answer == null;
    }

    void fail(Exception why) {
      CompletableFuture<?> open = answer;
      if (open != null) {
        open.completeExceptionally(why);
      }
    }
  }

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
      if (!oldest.answered()) {
        if (oldest.deadlineNanos - now > 0) {
          return;
        }
        oldest.fail(new TimeoutException("no answer within " + timeout.toMillis() + " ms"));
      }
      waiting.poll();
    }
  }

  /// Fails what is not answered, and whatever is asked from now on.
  void end() {
    closed = true;
    for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
      next.fail(new IllegalStateException("the store is closed"));
    }
  }
}
