package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Presence on nodes over a model of an engine, from many seeds. `-Dbelfry.seed` runs one of them
/// again, `-Dbelfry.seeds` says how many.
class PresenceSimulationTest {
  private static final int SEEDS_IN_GATE = 200;
  private static final int TRACE_LINES = 120;

  @Test
  void nobodyIsAGhostAndOnceQuietEverybodyKnowsWhoIsThere() {
    Long only = Long.getLong("belfry.seed");
    long first = only == null ? System.nanoTime() : only;
    int seeds = only == null ? Integer.getInteger("belfry.seeds", SEEDS_IN_GATE) : 1;
    System.out.println("PresenceSimulationTest: " + seeds + " seeds from " + first);
    for (long seed = first; seed < first + seeds; seed++) {
      runAndExplain(seed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultIsFoundOut(PresenceFault fault) {
    for (long seed = 1; seed <= 2_000; seed++) {
      try {
        new PresenceRun(seed, fault, _ -> {}).run();
      } catch (PresenceViolation found) {
        System.out.println(fault + " was found by seed " + seed);
        return;
      }
    }
    fail("%s was not found", fault);
  }

  private static void runAndExplain(long seed) {
    try {
      new PresenceRun(seed, PresenceFault.NONE, _ -> {}).run();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(explain(seed, failure), failure);
    }
  }

  private static String explain(long seed, Throwable failure) {
    Deque<String> last = new ArrayDeque<>();
    try {
      new PresenceRun(seed, PresenceFault.NONE, line -> add(last, line)).run();
    } catch (AssertionError | RuntimeException again) {
      add(last, again.toString());
    }
    return "seed %d: %s%nthe last steps:%n  %s"
        .formatted(seed, failure.getMessage(), String.join("\n  ", last));
  }

  private static void add(Deque<String> last, String line) {
    last.add(line);
    if (last.size() > TRACE_LINES) {
      last.remove();
    }
  }
}
