package dev.belfry.server.auth.token;

import dev.belfry.server.config.TokenAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A public key in a file (RFC 7468): `PUBLIC KEY` or `CERTIFICATE`.
final class PemKey {
  private static final int FILE_BYTES_MAX = 64 * 1024;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  private PemKey() {}

  /// @throws IOException naming the file and what is wrong with it, and nothing that is in it
  static TokenKey read(Path file, TokenAlgorithm algorithm, Optional<String> kid)
      throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + " is no file of at most 64KiB");
    }
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!block.find()) {
      throw new IOException(file + " has no public key in PEM");
    }
    try {
      PublicKey key = publicKey(file, block.group(1), decode(block.group(2)), algorithm);
      return TokenKey.ofPublic(key, algorithm, kid)
          .orElseThrow(() -> new IOException(file + " has no key that is safe for " + algorithm));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw new IOException(file + " has no key for " + algorithm, malformed);
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static PublicKey publicKey(
      Path file, String label, byte[] bytes, TokenAlgorithm algorithm)
      throws GeneralSecurityException, IOException {
    return switch (label) {
      case "PUBLIC KEY" ->
          KeyFactory.getInstance(family(algorithm)).generatePublic(new X509EncodedKeySpec(bytes));
      case "CERTIFICATE" ->
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes))
              .getPublicKey();
      default -> throw new IOException(file + " holds a " + label + ", not a PUBLIC KEY");
    };
  }

  private static String family(TokenAlgorithm algorithm) {
    return switch (algorithm) {
      case HS256 -> throw new IllegalArgumentException("a secret has no public key");
      case RS256 -> "RSA";
      case ES256 -> "EC";
      case EDDSA -> "Ed25519";
    };
  }
}
