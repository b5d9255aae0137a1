package dev.belfry.server.config;

/// How a token may be signed (RFC 7518, section 3.1; RFC 8037).
public enum TokenAlgorithm implements SettingWord {
  /// HMAC with SHA-256 and a secret that signer and server share.
  HS256("HS256"),
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  RS256("RS256"),
  /// ECDSA on P-256 with SHA-256.
  ES256("ES256"),
  /// Ed25519.
  EDDSA("EdDSA");

  private final String word;

  TokenAlgorithm(String word) {
    this.word = word;
  }

  /// The value of `alg`.
  @Override
  public String word() {
    return word;
  }

  /// Whether who can check a signature could make one too.
  public boolean symmetric() {
    return this == HS256;
  }

  @Override
  public String toString() {
    return word;
  }
}
