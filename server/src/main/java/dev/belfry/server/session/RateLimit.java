package dev.belfry.server.session;

import java.time.Duration;

/// The publishes that one client may make in a second.
public final class RateLimit {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final int perSecondMax;
  private int taken;
  private long secondStartedNanos;

  /// @param perSecondMax 0 for no bound
  public RateLimit(int perSecondMax) {
    this.perSecondMax = perSecondMax;
  }

  /// Counts one publish; false where it is one too many in this second.
  public boolean take(long nowNanos) {
    if (perSecondMax == 0) {
      return true;
    }
    if (taken == 0 || nowNanos - secondStartedNanos >= SECOND_NANOS) {
      secondStartedNanos = nowNanos;
      taken = 0;
    }
    return ++taken <= perSecondMax;
  }

  /// Whether the next publish would be one too many.
  boolean full(long nowNanos) {
    return perSecondMax > 0
        && taken >= perSecondMax
        && nowNanos - secondStartedNanos < SECOND_NANOS;
  }

  /// How long this second still lasts.
  Duration rest(long nowNanos) {
    return Duration.ofNanos(Math.max(0, SECOND_NANOS - (nowNanos - secondStartedNanos)));
  }
}
