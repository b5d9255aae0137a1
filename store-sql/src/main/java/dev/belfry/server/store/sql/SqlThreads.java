package dev.belfry.server.store.sql;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where a store does what may wait.
///
/// @param writer runs one task at a time
/// @param readers run several
/// @param stop takes no more tasks and returns when those that run have ended
record SqlThreads(Executor writer, Executor readers, Runnable stop) {
  static SqlThreads start(int readers) {
    ExecutorService writer =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("belfry-store").daemon().factory());
    ExecutorService pool =
        Executors.newFixedThreadPool(
            readers, Thread.ofPlatform().name("belfry-store-reader-", 1).daemon().factory());
    return new SqlThreads(
        writer,
        pool,
        () -> {
          writer.close();
          pool.close();
        });
  }
}
