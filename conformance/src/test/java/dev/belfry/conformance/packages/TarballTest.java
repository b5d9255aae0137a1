package dev.belfry.conformance.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The `tar.gz` in a root file system with libc and a shell, and without Java.
class TarballTest {
  @Test
  void aMachineWithoutJavaRunsIt() throws Exception {
    assertThat(Check.run("check-tar.sh", ".tar.gz").getLast()).contains("16 facts hold");
  }
}
