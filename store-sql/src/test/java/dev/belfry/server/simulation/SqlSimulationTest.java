package dev.belfry.server.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// Runs the world over the real durable store on a real database, from many seeds.
class SqlSimulationTest {
  private static final SeedRuns RUNS =
      new SeedRuns(
          "store-sql", "SqlSimulationTest#everyPromiseIsKeptOnARealDatabase", SqlStore::new, 150);

  /// The store tells of each failure, and here it has thousands.
  private static final Logger STORE_LOG =
      (Logger) LoggerFactory.getLogger("dev.belfry.server.store.sql");

  @BeforeAll
  static void muteTheStore() {
    STORE_LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void unmuteTheStore() {
    STORE_LOG.setLevel(null);
  }

  @Test
  void everyPromiseIsKeptOnARealDatabase() {
    RUNS.findNothing();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenServerIsFoundOut(Fault fault) {
    RUNS.find(fault);
  }

  static Stream<Fault> faults() {
    return Fault.all().filter(Fault::needsDatabase);
  }
}
