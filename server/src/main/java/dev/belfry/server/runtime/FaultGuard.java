package dev.belfry.server.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Steps of one thread that belong to different clients: one that throws is logged, at most once a
/// minute, and keeps none of the others from its turn. Any thread may take a step.
public final class FaultGuard {
  private static final Logger LOG = LoggerFactory.getLogger(FaultGuard.class);

  private final String name;
  private final LogInterval log;

  /// @param name what the steps do, for the log: "answering"
  public FaultGuard(String name, Clock clock) {
    this.name = name;
    this.log = new LogInterval(clock);
  }

  /// Takes a step; false where it threw.
  public boolean run(Runnable step) {
    try {
      step.run();
      return true;
    } catch (RuntimeException | Error fault) {
      failed(fault);
      return false;
    }
  }

  /// A step that was taken elsewhere threw.
  public void failed(Throwable fault) {
    if (log.isDue()) {
      LOG.error("{} failed for one; the others go on", name, fault);
    }
  }
}
