package dev.belfry.server.auth.ticket;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Text that only the holder of a key can have written: base64url of the bytes, a dot, base64url of
/// their HMAC-SHA256.
final class Seal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "belfry ticket 1:";

  private final SecretKeySpec key;

  Seal(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  String close(byte[] bytes) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String text = encoder.encodeToString(bytes);
    return text + "." + encoder.encodeToString(code(text));
  }

  /// The bytes; empty where the text was not written with this key.
  Optional<byte[]> open(String sealed) {
    int dot = sealed.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String text = sealed.substring(0, dot);
    String code = Base64.getUrlEncoder().withoutPadding().encodeToString(code(text));
    byte[] given = sealed.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(code.getBytes(StandardCharsets.US_ASCII), given)
        ? Optional.of(Base64.getUrlDecoder().decode(text))
        : Optional.empty();
  }

  private byte[] code(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal((PURPOSE + text).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("a JDK without " + ALGORITHM, missing);
    }
  }
}
