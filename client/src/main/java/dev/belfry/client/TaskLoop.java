package dev.belfry.client;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One virtual thread that runs tasks one after another, some of them later, until it is ended. All
/// state of a connection belongs to it.
final class TaskLoop {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, this::threadFor);
  private volatile @Nullable Thread thread;

  TaskLoop() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private Thread threadFor(Runnable work) {
    Thread only = Thread.ofVirtual().name("belfry-connection").unstarted(work);
    thread = only;
    return only;
  }

  /// Has a task run; false if none is taken any more. From any thread.
  boolean post(Runnable task) {
    try {
      executor.execute(() -> runOne(task));
      return true;
    } catch (RejectedExecutionException ended) {
      return false;
    }
  }

  /// Has a task run after a while, unless the loop has ended by then. On the loop only.
  void schedule(Duration delay, Runnable task) {
    check();
    if (!executor.isShutdown()) {
      var unused = executor.schedule(() -> runOne(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /// Ends when the tasks that were posted before have run. On the loop only.
  void end() {
    check();
    executor.shutdown();
  }

  /// Waits for the end, from any other thread.
  void awaitEnd() throws InterruptedException {
    if (Thread.currentThread() != thread) {
      var unused = executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }

  boolean isEnded() {
    return executor.isShutdown();
  }

  void check() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("not on the connection's thread");
    }
  }

  /// A task that throws is a bug here or in a callback of the program: it is reported as such, and
  /// the others go on.
  private static void runOne(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, bug);
    }
  }
}
