package dev.belfry.server.simulation;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the world over a model of the durable store, from many seeds.
class SimulationTest {
  private static final SeedRuns RUNS =
      new SeedRuns(
          "server",
          "SimulationTest#everyPromiseIsKeptOverAModel",
          (loops, truth, _, _, _) -> new ModelStore(loops, truth),
          1_000);

  @Test
  void everyPromiseIsKeptOverAModel() {
    RUNS.findNothing();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenServerIsFoundOut(Fault fault) {
    RUNS.find(fault);
  }

  static Stream<Fault> faults() {
    return Fault.all().filter(fault -> !fault.needsDatabase());
  }
}
