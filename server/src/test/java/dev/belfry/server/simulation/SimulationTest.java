package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.server.log.Logs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the world from many seeds. `-Dbelfry.seed` runs one of them again, `-Dbelfry.seeds` says
/// how many.
class SimulationTest {
  private static final int SEEDS = 1_000;
  private static final int TRACE_LINES = 60;

  @Test
  void everyPromiseOfOrderIsKeptWhateverHappens() {
    Long only = Long.getLong("belfry.seed");
    long first = only == null ? System.nanoTime() : only;
    int seeds = only == null ? Integer.getInteger("belfry.seeds", SEEDS) : 1;
    System.out.println("SimulationTest: " + seeds + " seeds from " + first);
    long began = System.nanoTime();
    for (long seed = first; seed < first + seeds; seed++) {
      runAndExplain(seed, UnaryOperator.identity());
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println("SimulationTest: " + seeds + " seeds in " + millis + " ms");
  }

  @ParameterizedTest
  @EnumSource
  void aBrokenServerIsFoundOut(Fault fault) {
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= SEEDS; seed++) {
                run(seed, fault::in);
              }
            })
        .isInstanceOf(Violation.class);
  }

  private static void run(long seed, UnaryOperator<Logs> fault) {
    new World(seed, fault, _ -> {}).run();
  }

  /// A seed that fails is run once more, with a trace.
  private static void runAndExplain(long seed, UnaryOperator<Logs> fault) {
    try {
      run(seed, fault);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(explain(seed, fault, failure), failure);
    }
  }

  private static String explain(long seed, UnaryOperator<Logs> fault, Throwable failure) {
    Deque<String> last = new ArrayDeque<>();
    try {
      new World(
              seed,
              fault,
              line -> {
                last.add(line);
                if (last.size() > TRACE_LINES) {
                  last.remove();
                }
              })
          .run();
    } catch (AssertionError | RuntimeException again) {
      last.add(again.toString());
    }
    return "seed "
        + seed
        + ": "
        + failure.getMessage()
        + "\nto run it again: ./mvnw test -pl server -am -Dtest=SimulationTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dbelfry.seed="
        + seed
        + "\nthe last steps:\n  "
        + String.join("\n  ", last);
  }
}
