package dev.belfry.server.auth.ticket;

import dev.belfry.server.auth.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/// Text that only the holder of a key can have written: base64url of the bytes, a dot, base64url of
/// their HMAC-SHA256.
final class Seal {
  private static final String PURPOSE = "belfry ticket 1:";

  private final byte[] key;

  Seal(byte[] key) {
    this.key = key.clone();
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
    return HmacSha256.of(key, (PURPOSE + text).getBytes(StandardCharsets.UTF_8));
  }
}
