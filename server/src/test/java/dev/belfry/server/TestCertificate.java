package dev.belfry.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate that nobody has signed but itself, made by the JDK's keytool.
public final class TestCertificate {
  private static final char[] PASSWORD = "password".toCharArray();

  private final KeyStore store;

  private TestCertificate(KeyStore store) {
    this.store = store;
  }

  /// Makes one.
  public static TestCertificate of(Path folder, String name) throws Exception {
    return of(folder, name, "dns:localhost,ip:127.0.0.1");
  }

  /// Makes one for other names.
  ///
  /// @param names as keytool has them: `dns:localhost`
  public static TestCertificate of(Path folder, String name, String names) throws Exception {
    Path file = folder.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-ext",
            "san=" + names,
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD));
    Process made = new ProcessBuilder(command).inheritIO().start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD));
  }

  /// Writes it, and its key, as PEM.
  public void write(Path certificate, Path key) throws Exception {
    String alias = store.aliases().nextElement();
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  /// What clients use that trust this one alone.
  public SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    Certificate certificate = store.getCertificate(store.aliases().nextElement());
    trusted.setCertificateEntry("it", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
