package dev.belfry.server.auth.token;

import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An issuer of tokens, by the JDK alone, so that the server's library is not checked by itself.
public final class TestSigner {
  public static final byte[] SECRET =
      "a secret of more than 32 bytes, shared".getBytes(StandardCharsets.UTF_8);

  private final TokenAlgorithm algorithm;
  private final KeyPair pair;
  private final byte[] secret;

  private TestSigner(TokenAlgorithm algorithm, KeyPair pair, byte[] secret) {
    this.algorithm = algorithm;
    this.pair = pair;
    this.secret = secret;
  }

  public static TestSigner of(TokenAlgorithm algorithm) {
    return switch (algorithm) {
      case HS256 -> new TestSigner(algorithm, new KeyPair(null, null), SECRET);
      case RS256 -> new TestSigner(algorithm, generate("RSA", 2_048), SECRET);
      case ES256 -> new TestSigner(algorithm, generate("EC", 256), SECRET);
      case EDDSA -> new TestSigner(algorithm, generate("Ed25519", 255), SECRET);
    };
  }

  public static KeyPair generate(String family, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      if (family.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp%dr1".formatted(bits)));
      } else if (family.equals("RSA")) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }

  KeyPair pair() {
    return pair;
  }

  public TokenKey key(Optional<String> kid) {
    return algorithm == TokenAlgorithm.HS256
        ? TokenKey.ofSecret(secret, kid)
        : TokenKey.ofPublic(pair.getPublic(), algorithm, kid).orElseThrow();
  }

  /// The public key as a JWK.
  ///
  /// @param more further members, each with a comma before it
  public String jwk(String kid, String more) {
    String rest = ",\"kid\":\"" + kid + "\"" + more + "}";
    return switch (pair.getPublic()) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
                  .formatted(
                      number(rsa.getModulus().toByteArray()),
                      number(rsa.getPublicExponent().toByteArray()))
              + rest;
      case ECPublicKey ec ->
          "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\""
                  .formatted(
                      coordinate(ec.getW().getAffineX().toByteArray()),
                      coordinate(ec.getW().getAffineY().toByteArray()))
              + rest;
      case EdECPublicKey ed -> {
        byte[] encoded = ed.getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        yield "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + base64(x) + "\"" + rest;
      }
      case null -> "{\"kty\":\"oct\",\"k\":\"" + base64(secret) + "\"" + rest;
      default -> throw new AssertionError();
    };
  }

  private static String number(byte[] twosComplement) {
    int from = twosComplement[0] == 0 ? 1 : 0;
    return base64(Arrays.copyOfRange(twosComplement, from, twosComplement.length));
  }

  private static String coordinate(byte[] twosComplement) {
    byte[] fixed = new byte[32];
    int length = Math.min(32, twosComplement.length);
    System.arraycopy(twosComplement, twosComplement.length - length, fixed, 32 - length, length);
    return base64(fixed);
  }

  /// A token with these claims, whose header has no more than it needs.
  public String token(Optional<String> kid, String claims) {
    String name = kid.map(text -> ",\"kid\":\"" + text + "\"").orElse("");
    return sign("{\"alg\":\"" + algorithm.word() + "\",\"typ\":\"JWT\"" + name + "}", claims);
  }

  /// A token with this very header.
  public String sign(String header, String claims) {
    String signed =
        base64(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    return signed + "." + base64(signature(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] signature(byte[] signed) {
    try {
      if (algorithm == TokenAlgorithm.HS256) {
        return hmac(secret, signed);
      }
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case RS256 -> "SHA256withRSA";
                case ES256 -> "SHA256withECDSAinP1363Format";
                default -> algorithm.word().toLowerCase(Locale.ROOT).replace("eddsa", "Ed25519");
              });
      signature.initSign(pair.getPrivate());
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException broken) {
      throw new AssertionError(broken);
    }
  }

  static byte[] hmac(byte[] secret, byte[] signed) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return mac.doFinal(signed);
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
