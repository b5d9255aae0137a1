package dev.belfry.server.store.shared;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs a cluster over a model of an engine, from many seeds. `-Dbelfry.seed` runs one of them
/// again, `-Dbelfry.seeds` says how many.
class SharedLogsSimulationTest {
  private static final int SEEDS_IN_GATE = 1_000;
  private static final int TRACE_LINES = 80;

  @Test
  void everyClientHearsAllInOrderOnceOrIsToldOfAGap() {
    Long only = Long.getLong("belfry.seed");
    long first = only == null ? System.nanoTime() : only;
    int seeds = only == null ? Integer.getInteger("belfry.seeds", SEEDS_IN_GATE) : 1;
    System.out.println("SharedLogsSimulationTest: " + seeds + " seeds from " + first);
    for (long seed = first; seed < first + seeds; seed++) {
      runAndExplain(seed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultIsFoundOut(SharedFault fault) {
    for (long seed = 1; seed <= SEEDS_IN_GATE; seed++) {
      try {
        new Cluster(seed, fault, _ -> {}).run();
      } catch (SharedViolation found) {
        return;
      }
    }
    fail("%s was not found", fault);
  }

  private static void runAndExplain(long seed) {
    try {
      new Cluster(seed, SharedFault.NONE, _ -> {}).run();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(explain(seed, failure), failure);
    }
  }

  private static String explain(long seed, Throwable failure) {
    Deque<String> last = new ArrayDeque<>();
    try {
      new Cluster(seed, SharedFault.NONE, line -> add(last, line)).run();
    } catch (AssertionError | RuntimeException again) {
      add(last, again.toString());
    }
    return "seed "
        + seed
        + ": "
        + failure.getMessage()
        + "\nthe last steps:\n  "
        + String.join("\n  ", last);
  }

  private static void add(Deque<String> last, String line) {
    last.add(line);
    if (last.size() > TRACE_LINES) {
      last.remove();
    }
  }
}
