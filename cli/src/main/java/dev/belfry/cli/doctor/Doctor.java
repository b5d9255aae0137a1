package dev.belfry.cli.doctor;

import dev.belfry.server.config.ServerConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at all that decides how well a server will run on a machine.
public final class Doctor {
  private Doctor() {}

  /// What is found, check by check.
  ///
  /// @param heap the variable `BELFRY_HEAP`; empty where it is not set
  /// @param clock a web server with whose clock this machine's is compared, if any
  public static List<Finding> examine(
      Machine machine, ServerConfig config, String heap, Optional<URI> clock)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new JavaChecks(heap).findings());
    findings.addAll(new KernelChecks(machine, config).findings());
    findings.addAll(new PortChecks(config.server()).findings());
    findings.addAll(new DataChecks(config).findings());
    findings.addAll(new ClockChecks(config, clock).findings());
    return findings;
  }
}
