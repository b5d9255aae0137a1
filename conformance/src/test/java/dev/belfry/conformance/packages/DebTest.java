package dev.belfry.conformance.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The `deb` on a copy of this machine, in memory.
class DebTest {
  @Test
  void itIsInstalledUpgradedRemovedAndPurged() throws Exception {
    assertThat(Check.run("check-deb.sh", ".deb").getLast()).contains("41 facts hold");
  }
}
