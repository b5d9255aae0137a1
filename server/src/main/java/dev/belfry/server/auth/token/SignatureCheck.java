package dev.belfry.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/// Whether a signature was made by the holder of one key, with the one algorithm it is for. Used by
/// many threads.
@FunctionalInterface
interface SignatureCheck {
  boolean verifies(byte[] signed, byte[] signature);

  /// HS256.
  static SignatureCheck hs256(byte[] secret) throws JOSEException {
    return library(JWSAlgorithm.HS256, new MACVerifier(secret));
  }

  /// RS256.
  static SignatureCheck rs256(RSAPublicKey key) {
    return library(JWSAlgorithm.RS256, new RSASSAVerifier(key));
  }

  /// ES256.
  static SignatureCheck es256(ECPublicKey key) throws JOSEException {
    return library(JWSAlgorithm.ES256, new ECDSAVerifier(key));
  }

  /// EdDSA with Ed25519, by the JDK (RFC 8032, section 5.1.7).
  static SignatureCheck ed25519(PublicKey key) {
    return (signed, signature) -> {
      try {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(signed);
        return check.verify(signature);
      } catch (GeneralSecurityException malformed) {
        return false;
      }
    };
  }

  private static SignatureCheck library(JWSAlgorithm algorithm, JWSVerifier verifier) {
    JWSHeader header = new JWSHeader(algorithm);
    return (signed, signature) -> {
      try {
        return verifier.verify(header, signed, Base64URL.encode(signature));
      } catch (JOSEException malformed) {
        return false;
      }
    };
  }
}
