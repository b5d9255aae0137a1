package dev.belfry.cli.bench;

/// The run's own clock: nanoseconds since its start, so that marks are never negative.
record Stopwatch(long startNanos) {
  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }
}
