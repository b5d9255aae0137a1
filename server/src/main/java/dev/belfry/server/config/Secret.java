package dev.belfry.server.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// Bytes that nobody else may learn: at least 32, so that they can't be guessed. Written as text,
/// whose UTF-8 they are, or as `base64:` and the bytes. Never shown again.
public final class Secret {
  /// The least number of bytes (RFC 7518, section 3.2, for HS256).
  public static final int BYTES_MIN = 32;

  private static final String BASE64 = "base64:";

  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Optional<Secret> parse(String text) {
    return decode(text).filter(bytes -> bytes.length >= BYTES_MIN).map(Secret::new);
  }

  private static Optional<byte[]> decode(String text) {
    if (!text.startsWith(BASE64)) {
      return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return Optional.of(Base64.getDecoder().decode(text.substring(BASE64.length())));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// A copy of the bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && Arrays.equals(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// No part of it.
  @Override
  public String toString() {
    return "***";
  }
}
