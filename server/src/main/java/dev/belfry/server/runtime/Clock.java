package dev.belfry.server.runtime;

/// Time, from outside, so that a test can hold it.
public interface Clock {
  /// Milliseconds since 1970, of the wall clock: for people, expiry and age. It may jump.
  long wallMillis();

  /// Nanoseconds from some fixed point, never going back: for timeouts.
  long nanos();

  /// The machine's own.
  static Clock system() {
    return new Clock() {
      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }
    };
  }
}
