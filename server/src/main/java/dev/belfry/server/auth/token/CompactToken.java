package dev.belfry.server.auth.token;

import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A token taken apart, nothing of it believed yet.
///
/// @param kid the name of the key it was signed with
/// @param signed what the signature is over
/// @param payload the claims, as bytes
record CompactToken(
    TokenAlgorithm algorithm,
    Optional<String> kid,
    byte[] signed,
    byte[] payload,
    byte[] signature) {
  /// The longest token, in characters: more than a block of headers may have.
  static final int CHARACTERS_MAX = 16 * 1024;

  private static final int KID_CHARACTERS_MAX = 256;
  private static final int PARTS = 3;

  /// Types that an access token may have (RFC 8725, section 3.11; RFC 9068), in lower case. A token
  /// made for another purpose says so, and is none.
  private static final List<String> TYPES = List.of("jwt", "at+jwt");

  /// Header members that change what the signature is over (RFC 7515, `crit`; RFC 7797), bring a
  /// key along, or belong to encryption.
  private static final List<String> FORBIDDEN = List.of("crit", "b64", "jwk", "enc", "zip");

  static CompactToken parse(String text) throws RefusedToken {
    if (text.length() > CHARACTERS_MAX) {
      throw new RefusedToken("is longer than " + CHARACTERS_MAX + " characters");
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new RefusedToken("has " + parts.length + " parts between dots, not three");
    }
    byte[] payload = StrictBase64Url.decode(parts[1]);
    byte[] signature = StrictBase64Url.decode(parts[2]);
    JsonNode header =
        StrictJson.object(StrictBase64Url.decode(parts[0]))
            .orElseThrow(() -> new RefusedToken("has a header that is not one JSON object"));
    for (String member : FORBIDDEN) {
      if (header.has(member)) {
        throw new RefusedToken("has the header " + member);
      }
    }
    checkType(header.get("typ"));
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    return new CompactToken(algorithm(header), kid(header), signed, payload, signature);
  }

  private static void checkType(@Nullable JsonNode type) throws RefusedToken {
    if (type == null) {
      return;
    }
    String word = type.isString() ? type.stringValue().toLowerCase(Locale.ROOT) : "";
    String subtype =
        word.startsWith("application/") ? word.substring("application/".length()) : word;
    if (!TYPES.contains(subtype)) {
      throw new RefusedToken("is of another type: its typ is not JWT");
    }
  }

  private static TokenAlgorithm algorithm(JsonNode header) throws RefusedToken {
    JsonNode alg = header.get("alg");
    if (alg == null || !alg.isString()) {
      throw new RefusedToken("has no alg");
    }
    return Arrays.stream(TokenAlgorithm.values())
        .filter(one -> one.word().equals(alg.stringValue()))
        .findFirst()
        .orElseThrow(() -> new RefusedToken("has an alg that is not taken"));
  }

  private static Optional<String> kid(JsonNode header) throws RefusedToken {
    JsonNode kid = header.get("kid");
    if (kid == null) {
      return Optional.empty();
    }
    if (!kid.isString() || kid.stringValue().length() > KID_CHARACTERS_MAX) {
      throw new RefusedToken("has a kid that is no short text");
    }
    return Optional.of(kid.stringValue());
  }

  /// No part of the token.
  @Override
  public String toString() {
    return "a token, " + algorithm;
  }
}
