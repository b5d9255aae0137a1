package dev.belfry.server.store.postgresql;

import dev.belfry.server.runtime.Clock;

/// The database's wall clock, by how far it was ahead of this machine's when it was last asked.
final class EngineClock implements Clock {
  /// An answer that took longer says less than the one before.
  private static final long ROUND_TRIP_NANOS_MAX = 50_000_000;

  private final Clock own;
  private volatile long aheadMillis;
  private volatile boolean measured;

  EngineClock(Clock own) {
    this.own = own;
  }

  /// This machine's own clock.
  Clock own() {
    return own;
  }

  /// The database has said its time.
  ///
  /// @param askedMillis when it was asked, by this machine's clock
  /// @param roundTripNanos how long the answer took
  void measured(long engineMillis, long askedMillis, long roundTripNanos) {
    if (!measured || roundTripNanos <= ROUND_TRIP_NANOS_MAX) {
      aheadMillis = engineMillis - askedMillis - roundTripNanos / 2_000_000;
      measured = true;
    }
  }

  @Override
  public long wallMillis() {
    return own.wallMillis() + aheadMillis;
  }

  @Override
  public long nanos() {
    return own.nanos();
  }
}
