package dev.belfry.conformance.bounds;

import dev.belfry.conformance.wire.RunningServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Watches a server's resident memory while something goes on.
final class PeakMemory {
  private static final Duration EVERY = Duration.ofMillis(100);

  private final RunningServer server;
  private final Thread watcher;
  private volatile long peakBytes;
  private volatile boolean over;

  PeakMemory(RunningServer server) {
    this.server = server;
    this.watcher = Thread.ofPlatform().daemon().start(this::watch);
  }

  private void watch() {
    while (!over) {
      peakBytes = Math.max(peakBytes, server.residentBytes());
      LockSupport.parkNanos(EVERY.toNanos());
    }
  }

  /// The most it has been so far, MiB.
  long peakMebibytes() {
    return Math.max(peakBytes, server.residentBytes()) >> 20;
  }

  void stop() throws InterruptedException {
    over = true;
    watcher.join();
  }
}
