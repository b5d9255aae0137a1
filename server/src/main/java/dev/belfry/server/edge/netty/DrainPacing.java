package dev.belfry.server.edge.netty;

import java.time.Duration;
import java.util.function.IntSupplier;

/// The pace at which clients are told to go when the server stops, and the wait for them.
public final class DrainPacing {
  /// Clients told in a second, where time allows: each may be back at another server at once.
  private static final int CLIENTS_PER_SECOND = 1_000;

  private static final long CHECK_EVERY_MILLIS = 5;

  private DrainPacing() {}

  /// The time over which clients are told: no longer than so many need, and never so long that the
  /// last of them has no time left to go.
  public static Duration spreadOf(int clients, Duration most) {
    Duration needed = Duration.ofMillis(1_000L * clients / CLIENTS_PER_SECOND);
    Duration available = most.multipliedBy(2).dividedBy(3);
    return needed.compareTo(available) < 0 ? needed : available;
  }

  /// Waits until no client is left, or the time is over, or the waiting thread is interrupted.
  public static void await(IntSupplier clients, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (clients.getAsInt() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(CHECK_EVERY_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
