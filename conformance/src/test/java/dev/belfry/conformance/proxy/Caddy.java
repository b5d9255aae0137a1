package dev.belfry.conformance.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Caddy, by a Caddyfile of `deploy`.
final class Caddy {
  /// No second program on this machine is told what to do, and nobody elsewhere is asked for
  /// certificates.
  private static final String OPTIONS =
      """
      {
          admin off
          auto_https off
          default_bind 127.0.0.1
      }
      """;

  private Caddy() {}

  /// Starts one.
  ///
  /// @param port where it is to listen by its configuration
  static Proxy start(Path temporary, int port, String configuration)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(temporary, "caddy");
    Path file = Files.writeString(folder.resolve("Caddyfile"), OPTIONS + configuration);
    List<String> command =
        List.of(
            "/usr/bin/env",
            "XDG_DATA_HOME=" + folder,
            "XDG_CONFIG_HOME=" + folder,
            "/usr/bin/caddy",
            "run",
            "--adapter",
            "caddyfile",
            "--config",
            file.toString());
    return Proxy.start(command, port, folder);
  }
}
