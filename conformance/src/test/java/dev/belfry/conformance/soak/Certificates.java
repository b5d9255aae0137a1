package dev.belfry.conformance.soak;

import dev.belfry.conformance.wire.SelfSigned;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// Two certificates, of which a server shows one at a time, and what clients use that trust both.
final class Certificates {
  private final Path folder;
  private final List<SelfSigned> made;
  private final List<Certificate> certificates = new ArrayList<>();
  private final SSLContext trusting;

  private Certificates(Path folder, List<SelfSigned> made) throws Exception {
    this.folder = folder;
    this.made = made;
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (SelfSigned each : made) {
      try (InputStream pem = Files.newInputStream(each.certificate())) {
        certificates.add(CertificateFactory.getInstance("X.509").generateCertificate(pem));
      }
      trusted.setCertificateEntry("it" + certificates.size(), certificates.getLast());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);
  }

  /// Makes them in a folder, and has the first one shown.
  static Certificates in(Path folder) throws Exception {
    Path first = Files.createDirectories(folder.resolve("first"));
    Path second = Files.createDirectories(folder.resolve("second"));
    Certificates both =
        new Certificates(folder, List.of(SelfSigned.in(first), SelfSigned.in(second)));
    both.show(0);
    return both;
  }

  Path certificate() {
    return folder.resolve("certificate.pem");
  }

  Path key() {
    return folder.resolve("key.pem");
  }

  SSLContext trusting() {
    return trusting;
  }

  /// Puts the one of a number in the place of the other.
  void show(int number) throws Exception {
    SelfSigned chosen = made.get(number % made.size());
    Files.copy(chosen.key(), key(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(chosen.certificate(), certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Whether a server shows the one of a number.
  boolean shown(int number, int port) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.equals(certificates.get(number % made.size()));
    }
  }
}
