package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belfry.server.runtime.Recurring;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// Runs the world from many seeds. `-Dbelfry.seed` runs one of them again, `-Dbelfry.seeds` says
/// how many.
class SimulationTest {
  private static final int MODEL_SEEDS = 1_000;
  private static final int SQL_SEEDS = 150;
  private static final int TRACE_LINES = 60;

  /// The store tells of each failure, and here it has thousands.
  private static final Logger STORE_LOG =
      (Logger) LoggerFactory.getLogger("dev.belfry.server.store.sql");

  /// Recurring tasks survive a fault, and only their log tells of it.
  private static final Logger FAULTS = (Logger) LoggerFactory.getLogger(Recurring.class);

  private static final ListAppender<ILoggingEvent> SURVIVED = new ListAppender<>();

  @BeforeAll
  static void muteTheStore() {
    STORE_LOG.setLevel(Level.OFF);
    SURVIVED.start();
    FAULTS.addAppender(SURVIVED);
  }

  @AfterAll
  static void unmuteTheStore() {
    STORE_LOG.setLevel(null);
    FAULTS.detachAppender(SURVIVED);
  }

  @Test
  void everyPromiseIsKeptOverAModel() {
    runMany(World.Kind.MODEL, MODEL_SEEDS);
  }

  @Test
  void everyPromiseIsKeptOnARealDatabase() {
    runMany(World.Kind.SQL, SQL_SEEDS);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aBrokenServerIsFoundOut(Fault fault) {
    World.Kind kind = fault.needsDatabase() ? World.Kind.SQL : World.Kind.MODEL;
    int seeds = fault.needsDatabase() ? SQL_SEEDS : MODEL_SEEDS;
    assertThatThrownBy(
            () -> {
              for (long seed = 1; seed <= seeds; seed++) {
                new World(kind, seed, fault, _ -> {}).run();
              }
            })
        .isInstanceOf(Violation.class);
  }

  private static void runMany(World.Kind kind, int seedsInGate) {
    Long only = Long.getLong("belfry.seed");
    long first = only == null ? System.nanoTime() : only;
    int seeds = only == null ? Integer.getInteger("belfry.seeds", seedsInGate) : 1;
    System.out.println("SimulationTest, " + kind + ": " + seeds + " seeds from " + first);
    long began = System.nanoTime();
    for (long seed = first; seed < first + seeds; seed++) {
      runAndExplain(kind, seed);
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println("SimulationTest, " + kind + ": " + seeds + " seeds in " + millis + " ms");
  }

  /// A seed that fails is run once more, with a trace.
  private static void runAndExplain(World.Kind kind, long seed) {
    try {
      new World(kind, seed, Fault.NONE, _ -> {}).run();
      Violation.unless(SURVIVED.list.isEmpty(), "a recurring task failed: " + SURVIVED.list);
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError(explain(kind, seed, failure), failure);
    }
  }

  private static String explain(World.Kind kind, long seed, Throwable failure) {
    Deque<String> last = new ArrayDeque<>();
    try {
      new World(kind, seed, Fault.NONE, line -> add(last, line)).run();
    } catch (AssertionError | RuntimeException again) {
      add(last, again.toString());
    }
    return "seed "
        + seed
        + ": "
        + failure.getMessage()
        + "\nto run it again: ./mvnw test -pl server -am -Dtest=SimulationTest#"
        + testOf(kind)
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dbelfry.seed="
        + seed
        + "\nthe last steps:\n  "
        + String.join("\n  ", last);
  }

  private static String testOf(World.Kind kind) {
    return switch (kind) {
      case MODEL -> "everyPromiseIsKeptOverAModel";
      case SQL -> "everyPromiseIsKeptOnARealDatabase";
    };
  }

  private static void add(Deque<String> last, String line) {
    last.add(line);
    if (last.size() > TRACE_LINES) {
      last.remove();
    }
  }
}
