package dev.belfry.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.utils.ECChecks;
import com.nimbusds.jose.jwk.Curve;
import dev.belfry.server.auth.Sha256;
import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.Optional;

/// A key that checks signatures of one algorithm, and of no other.
///
/// @param id names this key and no other: a hash of it
/// @param kid what tokens call it
public record TokenKey(
    String id, Optional<String> kid, TokenAlgorithm algorithm, SignatureCheck check) {
  private static final int RSA_BITS_MIN = 2_048;

  /// What takes longer to check than a flood of tokens should be given.
  private static final int RSA_BITS_MAX = 8_192;

  private static final int RSA_EXPONENT_BITS_MAX = 32;
  private static final ECParameterSpec P256 = Curve.P_256.toECParameterSpec();

  /// A secret for HS256.
  ///
  /// @param secret at least 32 bytes
  public static TokenKey ofSecret(byte[] secret, Optional<String> kid) {
    try {
      String id = id(TokenAlgorithm.HS256, secret);
      return new TokenKey(id, kid, TokenAlgorithm.HS256, SignatureCheck.hs256(secret));
    } catch (JOSEException tooShort) {
      throw new IllegalArgumentException("a secret of " + secret.length + " bytes", tooShort);
    }
  }

  /// A public key; empty where it is of another kind than the algorithm needs, weak, or so large
  /// that a check takes long.
  static Optional<TokenKey> ofPublic(
      PublicKey key, TokenAlgorithm algorithm, Optional<String> kid) {
    String id = id(algorithm, key.getEncoded());
    return check(key, algorithm).map(check -> new TokenKey(id, kid, algorithm, check));
  }

  private static Optional<SignatureCheck> check(PublicKey key, TokenAlgorithm algorithm) {
    return switch (algorithm) {
      case HS256 -> Optional.empty();
      case RS256 ->
          key instanceof RSAPublicKey rsa && isUsable(rsa)
              ? Optional.of(SignatureCheck.rs256(rsa))
              : Optional.empty();
      case ES256 -> key instanceof ECPublicKey ec ? es256(ec) : Optional.empty();
      case EDDSA ->
          key instanceof EdECPublicKey ed
                  && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())
              ? Optional.of(SignatureCheck.ed25519(ed))
              : Optional.empty();
    };
  }

  private static boolean isUsable(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= RSA_BITS_MIN
        && bits <= RSA_BITS_MAX
        && key.getPublicExponent().bitLength() <= RSA_EXPONENT_BITS_MAX;
  }

  /// Only a point of P-256 is a key for ES256: elsewhere signatures could be made without one.
  private static Optional<SignatureCheck> es256(ECPublicKey key) {
    boolean onCurve =
        key.getParams().getCurve().equals(P256.getCurve()) && ECChecks.isPointOnCurve(key, P256);
    try {
      return onCurve ? Optional.of(SignatureCheck.es256(key)) : Optional.empty();
    } catch (JOSEException otherCurve) {
      return Optional.empty();
    }
  }

  private static String id(TokenAlgorithm algorithm, byte[] key) {
    byte[] word = algorithm.word().getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(Sha256.of(word, key)).substring(0, 32);
  }

  /// Whether a token that names this key, or none, may be checked with it.
  boolean fits(CompactToken token) {
    return algorithm == token.algorithm()
        && (kid.isEmpty() || token.kid().isEmpty() || kid.equals(token.kid()));
  }

  /// No part of the key.
  @Override
  public String toString() {
    return algorithm + " key " + kid.orElse("without a kid");
  }
}
