package dev.belfry.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.config.Secret;
import dev.belfry.server.config.TokenAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Keys as issuers publish them (RFC 7517).
///
/// @param keys those that can check a token; the others are passed over, as the RFC wants it
public record JwkSet(List<TokenKey> keys) {
  /// The most keys of a set.
  public static final int KEYS_MAX = 100;

  /// The beginning of every encoded Ed25519 key (RFC 8410).
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int ED25519_BYTES = 32;

  public JwkSet {
    keys = List.copyOf(keys);
  }

  /// Reads a set from the network; empty where it is none. Secrets are no keys here: whoever can
  /// read the set could sign with them.
  ///
  /// @param algorithms those that its keys may be for
  public static Optional<JwkSet> parse(byte[] json, Set<TokenAlgorithm> algorithms) {
    return StrictJson.object(json)
        .map(set -> set.path("keys"))
        .filter(keys -> keys.isArray() && keys.size() <= KEYS_MAX)
        .map(keys -> new JwkSet(usable(keys, algorithms)));
  }

  private static List<TokenKey> usable(JsonNode keys, Set<TokenAlgorithm> algorithms) {
    List<TokenKey> usable = new ArrayList<>();
    for (JsonNode key : keys) {
      if (!key.path("kty").asString("").equals("oct")) {
        key(key.toString())
            .filter(one -> algorithms.contains(one.algorithm()))
            .ifPresent(usable::add);
      }
    }
    return usable;
  }

  /// One key; empty where it is none that can check a token.
  static Optional<TokenKey> key(String json) {
    try {
      JWK jwk = JWK.parse(json);
      return isForSignatures(jwk) ? algorithm(jwk).flatMap(one -> key(jwk, one)) : Optional.empty();
    } catch (ParseException | IllegalArgumentException | IllegalStateException malformed) {
      return Optional.empty();
    }
  }

  /// A key whose `use` or `key_ops` say that it is for something else is not used (RFC 7517,
  /// sections 4.2 and 4.3).
  private static boolean isForSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  /// The one algorithm of a key: its `alg`, or the one for its type.
  private static Optional<TokenAlgorithm> algorithm(JWK jwk) {
    Optional<TokenAlgorithm> byType =
        switch (jwk) {
          case OctetSequenceKey _ -> Optional.of(TokenAlgorithm.HS256);
          case RSAKey _ -> Optional.of(TokenAlgorithm.RS256);
          case ECKey _ -> Optional.of(TokenAlgorithm.ES256);
          case OctetKeyPair _ -> Optional.of(TokenAlgorithm.EDDSA);
          default -> Optional.empty();
        };
    return jwk.getAlgorithm() == null
        ? byType
        : byType.filter(one -> jwk.getAlgorithm().getName().equals(one.word()));
  }

  private static Optional<TokenKey> key(JWK jwk, TokenAlgorithm algorithm) {
    Optional<String> kid = Optional.ofNullable(jwk.getKeyID());
    try {
      return switch (jwk) {
        case OctetSequenceKey secret ->
            Optional.of(secret.toByteArray())
                .filter(bytes -> bytes.length >= Secret.BYTES_MIN)
                .map(bytes -> TokenKey.ofSecret(bytes, kid));
        case RSAKey rsa -> TokenKey.ofPublic(rsa.toRSAPublicKey(), algorithm, kid);
        case ECKey ec -> TokenKey.ofPublic(ec.toECPublicKey(), algorithm, kid);
        case OctetKeyPair pair -> TokenKey.ofPublic(ed25519(pair), algorithm, kid);
        default -> Optional.empty();
      };
    } catch (JOSEException | GeneralSecurityException malformed) {
      return Optional.empty();
    }
  }

  private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException {
    byte[] x = pair.getDecodedX();
    if (!pair.getCurve().getName().equals("Ed25519") || x.length != ED25519_BYTES) {
      throw new GeneralSecurityException("no Ed25519 key");
    }
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + x.length);
    System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
