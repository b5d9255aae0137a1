package dev.belfry.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: anything from nothing up to a bound that doubles with
/// each failure ("full jitter"), so that clients cut at the same moment don't come back at once.
/// Belongs to one thread.
final class Backoff {
  private final Duration most;
  private final RandomGenerator random;
  private Duration first;
  private int failures;

  Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /// The wait before the next attempt, after one more failure.
  Duration next() {
    long ceiling = ceilingMillis();
    failures++;
    return Duration.ofMillis(random.nextLong(ceiling + 1));
  }

  /// The upper bound of the next wait. A first wait that the server asked for may exceed `most`.
  long ceilingMillis() {
    long doubled = first.toMillis() << Math.min(failures, 20);
    return Math.min(doubled, Math.max(first.toMillis(), most.toMillis()));
  }

  /// The last attempt succeeded.
  void reset() {
    failures = 0;
  }

  /// What the server asks for as the first wait; it stays so.
  void startAt(Duration asked) {
    first = asked;
  }
}
