package dev.belfry.conformance.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// HAProxy, by a configuration of `deploy`.
final class Haproxy {
  private Haproxy() {}

  /// Starts one.
  ///
  /// @param port where it is to listen by its configuration
  static Proxy start(Path folder, int port, String configuration)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
    List<String> command = List.of("/usr/sbin/haproxy", "-db", "-f", file.toString());
    return Proxy.start(command, port, folder);
  }
}
