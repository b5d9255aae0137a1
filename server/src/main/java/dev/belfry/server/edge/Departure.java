package dev.belfry.server.edge;

import java.time.Duration;
import java.util.function.IntSupplier;

/// How fast clients are told to go when the server leaves, and the wait for them.
final class Departure {
  /// Clients told in a second, where time allows: each may be back at another server at once.
  private static final int CLIENTS_PER_SECOND = 1_000;

  private static final long LOOK_EVERY_MILLIS = 5;

  private Departure() {}

  /// Over how long goodbyes are spread: no longer than so many clients need, and never so long that
  /// the last of them has no time left to go.
  static Duration paceOf(int clients, Duration most) {
    Duration needed = Duration.ofMillis(1_000L * clients / CLIENTS_PER_SECOND);
    Duration available = most.multipliedBy(2).dividedBy(3);
    return needed.compareTo(available) < 0 ? needed : available;
  }

  /// Waits until nobody is left, or the time is over, or the waiting thread is interrupted.
  static void await(IntSupplier clients, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (clients.getAsInt() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
