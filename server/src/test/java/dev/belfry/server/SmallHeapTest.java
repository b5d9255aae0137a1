package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What the start says of settings that the heap can't hold.
class SmallHeapTest {
  @Test
  void settingsThatDoNotFitAreToldOnceWithTheirFigures() throws Exception {
    try (LogLines log = LogLines.of(Node.class);
        Belfry belfry = Belfry.builder().port(0).set("limits.memory-logs", "1TiB").start()) {
      assertThat(belfry.port()).isPositive();
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().getFirst())
          .startsWith("WARN what the settings let the server keep may come to 10")
          .contains("of a heap of ", "limits.memory-logs 1048576 MiB", "BELFRY_HEAP");
    }
  }

  @Test
  void theDefaultsFitAndNothingIsSaid() throws Exception {
    try (LogLines log = LogLines.of(Node.class);
        Belfry belfry = Belfry.builder().port(0).start()) {
      assertThat(belfry.port()).isPositive();
      assertThat(log.all()).isEmpty();
    }
  }
}
