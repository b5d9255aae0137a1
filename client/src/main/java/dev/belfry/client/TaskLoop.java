package dev.belfry.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One virtual thread that runs tasks one after another, some of them later, until it is ended. All
/// state of a connection belongs to it.
final class TaskLoop {
  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PriorityQueue<Later> agenda = new PriorityQueue<>();
  private final Thread thread = Thread.ofVirtual().name("belfry-connection").unstarted(this::run);
  private boolean accepts = true;
  private volatile boolean ended;

  /// A task and its time, by `System.nanoTime`.
  private record Later(long atNanos, Runnable task) implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      return Long.signum(atNanos - other.atNanos);
    }
  }

  void start() {
    thread.start();
  }

  /// Has a task run; false if none is taken any more. From any thread.
  boolean post(Runnable task) {
    synchronized (tasks) {
      return accepts && tasks.add(task);
    }
  }

  /// Has a task run after a while. On the loop only.
  void schedule(Duration delay, Runnable task) {
    check();
    agenda.add(new Later(System.nanoTime() + delay.toNanos(), task));
  }

  /// Ends when the tasks that were posted before have run. On the loop only.
  void end() {
    check();
    ended = true;
  }

  /// Waits for the end, from any other thread.
  void awaitEnd() throws InterruptedException {
    if (Thread.currentThread() != thread) {
      thread.join();
    }
  }

  boolean isEnded() {
    return ended;
  }

  void check() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("not on the connection's thread");
    }
  }

  private void run() {
    while (!ended) {
      runOne(next());
      runDue();
    }
    List<Runnable> rest = new ArrayList<>();
    synchronized (tasks) {
      accepts = false;
      tasks.drainTo(rest);
    }
    rest.forEach(TaskLoop::runOne);
  }

  /// The next task; one that does nothing if something is due.
  private Runnable next() {
    Later first = agenda.peek();
    try {
      if (first == null) {
        return tasks.take();
      }
      long waitNanos = first.atNanos() - System.nanoTime();
      Runnable task = tasks.poll(waitNanos, TimeUnit.NANOSECONDS);
      return task == null ? () -> {} : task;
    } catch (InterruptedException stray) {
      return () -> {}; // nobody ends this thread by an interrupt
    }
  }

  private void runDue() {
    for (Later first = agenda.peek();
        first != null && first.atNanos() - System.nanoTime() <= 0;
        first = agenda.peek()) {
      agenda.remove();
      runOne(first.task());
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
