package dev.belfry.conformance.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// Lets faults befall a cluster, one after another, each kind before any comes again. Before the
/// next one all nodes have to be ready.
final class Faults {
  private static final int PAUSE_MILLIS_MAX = 600;

  private final Cluster cluster;
  private final List<Fault> kinds;
  private final Random random;
  private final List<Fault> due = new ArrayList<>();
  private CompletableFuture<Void> over = CompletableFuture.completedFuture(null);

  Faults(Cluster cluster, List<Fault> kinds, Random random) {
    this.cluster = cluster;
    this.kinds = kinds;
    this.random = random;
  }

  /// Begins, on a thread of its own; one comes in any case.
  void begin(Duration during) {
    long endNanos = System.nanoTime() + during.toNanos();
    over =
        CompletableFuture.runAsync(
            () -> {
              do {
                LockSupport.parkNanos(
                    Duration.ofMillis(random.nextInt(PAUSE_MILLIS_MAX)).toNanos());
                befall();
              } while (System.nanoTime() < endNanos);
            },
            task -> Thread.ofPlatform().name("faults").start(task));
  }

  /// Waits for the last one to be over; fails where a node did not say in time how it was.
  void join() {
    over.join();
  }

  private void befall() {
    if (due.isEmpty()) {
      due.addAll(kinds);
      Collections.shuffle(due, random);
    }
    Fault fault = due.removeLast();
    ClusterNode node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
    try {
      fault.befall(cluster, node, random);
    } catch (IOException failure) {
      throw new AssertionError(fault + " could not be made", failure);
    }
    Duration green = cluster.awaitReady();
    System.out.println("Faults: " + fault + ", all ready after " + green.toMillis() + " ms");
  }
}
