package dev.belfry.server.config;

import java.util.List;

/// A certificate and its key, of which there are both or none.
final class TlsCheck {
  private TlsCheck() {}

  static List<Problem> problems(ServerConfig.Tls tls, Origins origins) {
    if (tls.certificate().isPresent() == tls.key().isPresent()) {
      return List.of();
    }
    String there = tls.key().isPresent() ? "server.tls.key" : "server.tls.certificate";
    String missing = tls.key().isPresent() ? "server.tls.certificate" : "server.tls.key";
    return List.of(
        new Problem(
            missing, origins.of(there), "is missing", "a file, since `" + there + "` has one"));
  }
}
