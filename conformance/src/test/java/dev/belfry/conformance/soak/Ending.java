package dev.belfry.conformance.soak;

import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has connections vanish after a while, whatever their clients do. Any thread.
final class Ending implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /// Has one vanish after so long.
  Future<?> after(int millis, RawConnection connection) {
    return timer.schedule(() -> vanish(connection), millis, TimeUnit.MILLISECONDS);
  }

  /// Has one vanish now, if it is there.
  static void vanish(@Nullable RawConnection connection) {
    try {
      if (connection != null) {
        connection.vanish();
      }
    } catch (IOException gone) {
      // it has ended otherwise
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
