package dev.belfry.server.store.postgresql;

import java.time.Duration;

/// The end of a thread.
final class Ending {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private Ending() {}

  /// Waits a while for it.
  static void await(Thread thread) {
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
