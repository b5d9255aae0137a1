package dev.belfry.server.runtime;

import java.time.Duration;

/// One thread that runs tasks one after another and owns the state that names it. A simulation puts
/// many of these on one thread.
public interface Loop {
  /// 0 to the number of loops less one.
  int index();

  /// Whether the calling thread is this loop.
  boolean inLoop();

  /// What it counts.
  LoopCounters counters();

  /// Runs the task on this loop, after what it runs now; from one thread in the order of the calls.
  void execute(Runnable task);

  /// Runs the task at once where the caller is this loop, and else as `execute` does.
  default void run(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /// Runs the task once on this loop, no sooner than after the delay.
  void schedule(Duration delay, Runnable task);

  /// Fails where the caller is not this loop: an entry method of an owned state begins with this.
  default void check() {
    if (!inLoop()) {
      throw new IllegalStateException("called outside the loop that owns this state");
    }
  }
}
