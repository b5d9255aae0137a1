package dev.belfry.server.store.shared;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How long an engine has not answered, counted in intervals in which this node ran: one that stood
/// still itself has not waited. Owned by the owner of shared logs; any thread may ask whether it is
/// too long.
final class EngineSilence {
  /// How often the owner says that time has passed, and asks the engine for a sign of life.
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(EngineSilence.class);

  private final String what;
  private final int intervalsMax;
  private int intervals;
  private volatile boolean cutOff;

  /// @param most after which clients are to go elsewhere
  /// @param what does not answer, and what follows from that, for the log
  EngineSilence(Duration most, String what) {
    this.what = what;
    this.intervalsMax = (int) Math.max(1, most.dividedBy(INTERVAL));
  }

  void intervalPassed() {
    intervals++;
    if (intervals > intervalsMax && !cutOff) {
      cutOff = true;
      LOG.warn("{}, for {} s now", what, intervalsMax);
    }
  }

  /// The engine has answered.
  void broken() {
    intervals = 0;
    if (cutOff) {
      cutOff = false;
      LOG.info("no more: {}", what);
    }
  }

  boolean cutOff() {
    return cutOff;
  }
}
