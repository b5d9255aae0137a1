package dev.belfry.server.store.redis;

import dev.belfry.server.runtime.Clock;

/// The wall clock of the server, by what it has said last. Any thread.
final class ServerClock implements Clock {
  private final Clock own;
  private volatile long aheadMillis;

  ServerClock(Clock own) {
    this.own = own;
  }

  /// The server has just said what time it has.
  void said(long wallMillis) {
    aheadMillis = wallMillis - own.wallMillis();
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
