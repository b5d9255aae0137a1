package dev.belfry.server.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A loop on a thread of its own, for a state that no event loop owns. Once it is closed it drops
/// what it is given.
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);

  private final String name;
  private final ScheduledExecutorService executor;
  private final LoopCounters counters = new LoopCounters();
  private volatile Thread thread = Thread.currentThread();

  /// @param name of the thread
  public ThreadLoop(String name) {
    this.name = name;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread made = Thread.ofPlatform().daemon().name(name).unstarted(task);
          thread = made;
          return made;
        });
  }

  /// None of the event loops'.
  @Override
  public int index() {
    return -1;
  }

  @Override
  public LoopCounters counters() {
    return counters;
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} has ended", name);
    }
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    try {
      var _ = executor.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} has ended", name);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error fault) {
      LOG.error("a task of {} failed", name, fault);
    }
  }

  /// Does what it was given so far, and ends.
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
