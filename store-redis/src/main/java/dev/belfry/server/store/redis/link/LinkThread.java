package dev.belfry.server.store.redis.link;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that owns the connections to Redis. Once closed it drops what it has and is given:
/// nothing here is worth waiting for.
final class LinkThread {
  private static final Logger LOG = LoggerFactory.getLogger(LinkThread.class);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("belfry-redis").factory());

  void execute(Runnable task) {
    schedule(0, task);
  }

  void schedule(long afterMillis, Runnable task) {
    try {
      var _ = executor.schedule(() -> run(task), afterMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the connections to Redis are closed");
    }
  }

  /// Begins now.
  void repeat(Duration pause, Runnable task) {
    var _ =
        executor.scheduleWithFixedDelay(
            () -> run(task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.error("a task of the connections to Redis failed", bug);
    }
  }

  void close() {
    var _ = executor.shutdownNow();
  }
}
