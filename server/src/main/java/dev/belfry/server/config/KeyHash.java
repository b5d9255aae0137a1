package dev.belfry.server.config;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// SHA-256 of an API key. A key is 256 random bits, so nobody finds one by trying, however fast
/// they hash; the slow hashes that passwords need would only let strangers keep the server busy.
public final class KeyHash {
  private static final String PREFIX = "sha256:";
  private static final int BYTES = 32;

  private final byte[] bytes;

  /// @param bytes 32 of them
  public KeyHash(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a hash of " + bytes.length + " bytes");
    }
    this.bytes = bytes.clone();
  }

  static Optional<KeyHash> parse(String text) {
    return text.matches(PREFIX + "[0-9a-f]{64}")
        ? Optional.of(new KeyHash(HexFormat.of().parseHex(text.substring(PREFIX.length()))))
        : Optional.empty();
  }

  /// Whether the hash is the same, in a time that does not tell how much of it is.
  public boolean matches(byte[] hash) {
    return MessageDigest.isEqual(bytes, hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return PREFIX + HexFormat.of().formatHex(bytes);
  }
}
