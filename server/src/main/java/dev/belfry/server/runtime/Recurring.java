package dev.belfry.server.runtime;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A task that a loop runs again and again, until it is ended or the loop ends. A run that throws
/// an exception is logged, an error goes to the loop, and either way the next run comes in its
/// time. Owned by the loop.
public final class Recurring {
  private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

  private final String name;
  private final Loop loop;
  private final Duration interval;
  private final Runnable task;

  /// Whether the last run threw: a fault that lasts is logged once, not at each run.
  private boolean failing;

  private volatile boolean ended;

  private Recurring(String name, Loop loop, Duration interval, Runnable task) {
    this.name = name;
    this.loop = loop;
    this.interval = interval;
    this.task = task;
  }

  /// Begins to run a task on a loop: at once, and each time one interval after the last run. Any
  /// thread.
  ///
  /// @param name what the task does, for the log: "trimming by age"
  public static Recurring start(String name, Loop loop, Duration interval, Runnable task) {
    Recurring recurring = new Recurring(name, loop, interval, task);
    loop.execute(recurring::run);
    return recurring;
  }

  /// There are no more runs, but for one that is under way. Any thread.
  public void end() {
    ended = true;
  }

  private void run() {
    if (ended) {
      return;
    }
    try {
      task.run();
      failing = false;
    } catch (RuntimeException fault) {
      failed(fault);
    } finally {
      loop.schedule(interval, this::run);
    }
  }

  private void failed(RuntimeException fault) {
    if (!failing) {
      failing = true;
      LOG.error("{} failed on loop {}; it is tried again", name, loop.index(), fault);
    }
  }
}
