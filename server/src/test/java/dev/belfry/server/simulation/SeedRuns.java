package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.fail;

import dev.belfry.server.simulation.World.Storage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs of the world, each from another seed. `-Dbelfry.seed` runs one of them again,
/// `-Dbelfry.seeds` says how many.
///
/// @param module where the test is that runs them
/// @param test its class and method, for the command that repeats a failure
/// @param seedsInGate how many unless another number is asked for
record SeedRuns(String module, String test, Storage storage, int seedsInGate) {
  private static final int TRACE_LINES = 60;

  /// A fault may show itself by something else in most runs, so more of them are looked through.
  private static final long RUNS_FOR_A_FAULT = 3;

  /// No run finds anything wrong.
  void findNothing() {
    Long only = Long.getLong("belfry.seed");
    long first = only == null ? System.nanoTime() : only;
    int seeds = only == null ? Integer.getInteger("belfry.seeds", seedsInGate) : 1;
    System.out.println(test + ": " + seeds + " seeds from " + first);
    long began = System.nanoTime();
    try (SurvivedFaults survived = new SurvivedFaults()) {
      for (long seed = first; seed < first + seeds; seed++) {
        runAndExplain(seed, survived);
      }
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println(test + ": " + seeds + " seeds in " + millis + " ms");
  }

  /// One of the runs finds the fault, by what the fault says that it breaks.
  void find(Fault fault) {
    Map<Breach, String> others = new EnumMap<>(Breach.class);
    for (long seed = 1; seed <= RUNS_FOR_A_FAULT * seedsInGate; seed++) {
      Violation violation = violationOf(seed, fault);
      if (violation != null && violation.breach() == fault.breach()) {
        return;
      }
      if (violation != null) {
        others.putIfAbsent(violation.breach(), "seed " + seed + ": " + violation.getMessage());
      }
    }
    fail("%s was not found by %s, but by %s", fault, fault.breach(), others);
  }

  private @Nullable Violation violationOf(long seed, Fault fault) {
    try {
      new World(storage, seed, fault, _ -> {}).run();
      return null;
    } catch (Violation violation) {
      return violation;
    }
  }

  /// A seed that fails is run once more, with a trace.
  private void runAndExplain(long seed, SurvivedFaults survived) {
    try {
      new World(storage, seed, Fault.NONE, _ -> {}).run();
      Violation.unless(Breach.FAILED_TASK, survived.none(), "a recurring task failed: " + survived);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(explain(seed, failure), failure);
    }
  }

  private String explain(long seed, Throwable failure) {
    Deque<String> last = new ArrayDeque<>();
    try {
      new World(storage, seed, Fault.NONE, line -> add(last, line)).run();
    } catch (AssertionError | RuntimeException again) {
      add(last, again.toString());
    }
    return "seed "
        + seed
        + ": "
        + failure.getMessage()
        + "\nto run it again: ./mvnw test -pl "
        + module
        + " -am -Dtest="
        + test
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dbelfry.seed="
        + seed
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
