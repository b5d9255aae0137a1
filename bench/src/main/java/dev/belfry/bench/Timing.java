package dev.belfry.bench;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/// How long things take that are done many times.
final class Timing {
  static final int UNDER_WAY = 2_000;

  private Timing() {}

  /// Does so many at once, each answered before another begins in its place. Returns how many were
  /// done in a second.
  static double many(String name, int count, int underWay, IntFunction<CompletableFuture<?>> work) {
    Semaphore room = new Semaphore(underWay);
    AtomicLong failed = new AtomicLong();
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      room.acquireUninterruptibly();
      var _ =
          work.apply(i)
              .whenComplete((_, failure) -> {
                failed.addAndGet(failure == null ? 0 : 1);
                room.release();
              });
    }
    room.acquireUninterruptibly(underWay);
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%s: %d in %.1f s, %.0f/s, %d failed%n",
        name, count, seconds, count / seconds, failed.get());
    return count / seconds;
  }

  /// Does one after another. Returns the milliseconds of the middle one and of the 99th of 100.
  static double[] times(String name, int count, IntFunction<CompletableFuture<?>> work) {
    long[] micros = new long[count];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      work.apply(i).join();
      micros[i] = (System.nanoTime() - began) / 1_000;
    }
    Arrays.sort(micros);
    double middle = micros[count / 2] / 1e3;
    double late = micros[count * 99 / 100] / 1e3;
    System.out.printf(
        "%s: p50 %.2f ms, p99 %.2f ms, at most %.2f ms%n",
        name, middle, late, micros[count - 1] / 1e3);
    return new double[] {middle, late};
  }
}
