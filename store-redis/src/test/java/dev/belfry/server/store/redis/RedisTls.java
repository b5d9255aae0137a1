package dev.belfry.server.store.redis;

import dev.belfry.server.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How servers of Redis speak TLS, among each other too: with one certificate, which vouches for
/// itself.
record RedisTls(Path certificate, Path key) {
  /// Makes the certificate, in a folder of its name.
  ///
  /// @param names whom it is for, as keytool has it: `dns:localhost`
  static RedisTls of(Path folder, String names) throws Exception {
    Path own = Files.createDirectories(folder);
    RedisTls tls = new RedisTls(own.resolve("redis.pem"), own.resolve("redis.key"));
    TestCertificate.of(own, own.getFileName().toString(), names).write(tls.certificate, tls.key);
    return tls;
  }

  /// What a server that listens there, and by TLS alone, is started with.
  List<String> options(int port) {
    return List.of(
        "--port",
        "0",
        "--tls-port",
        "" + port,
        "--tls-cert-file",
        certificate.toString(),
        "--tls-key-file",
        key.toString(),
        "--tls-ca-cert-file",
        certificate.toString(),
        "--tls-auth-clients",
        "no",
        "--tls-replication",
        "yes");
  }
}
