package dev.belfry.server.auth.token;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.Grants;
import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.auth.UserId;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a token says, after its signature was checked.
///
/// @param expiresAtMillis its `exp` in milliseconds since 1970
/// @param issuedAtMillis its `iat`
record Claims(
    UserId user,
    Grants grants,
    Optional<JsonText> info,
    long expiresAtMillis,
    OptionalLong issuedAtMillis) {
  private static final int INFO_CHARACTERS_MAX = 4_096;
  private static final long MILLIS_PER_SECOND = 1_000;

  /// A time that no token needs, year 5138: beyond it arithmetic could overflow.
  private static final double SECONDS_MAX = 1e11;

  /// Reads and checks them (RFC 7519, section 4.1).
  static Claims read(byte[] payload, TokenRules rules, long nowMillis) throws RefusedToken {
    JsonNode claims =
        StrictJson.object(payload)
            .orElseThrow(() -> new RefusedToken("has claims that are not one JSON object"));
    checkTimes(claims, rules.leeway().toMillis(), nowMillis);
    checkIssuer(claims, rules);
    checkAudience(claims, rules);
    return new Claims(
        user(claims),
        grants(claims),
        info(claims),
        time(claims, "exp").orElseThrow(),
        time(claims, "iat"));
  }

  private static void checkTimes(JsonNode claims, long leeway, long now) throws RefusedToken {
    OptionalLong expires = time(claims, "exp");
    if (expires.isEmpty()) {
      throw new RefusedToken("has no exp");
    }
    if (now >= expires.getAsLong() + leeway) {
      throw new RefusedToken("has expired");
    }
    if (time(claims, "nbf").orElse(Long.MIN_VALUE) > now + leeway) {
      throw new RefusedToken("is not valid yet: its nbf is to come");
    }
    if (time(claims, "iat").orElse(Long.MIN_VALUE) > now + leeway) {
      throw new RefusedToken("is from the future: its iat is to come");
    }
  }

  private static OptionalLong time(JsonNode claims, String name) throws RefusedToken {
    JsonNode seconds = claims.get(name);
    if (seconds == null) {
      return OptionalLong.empty();
    }
    double value = seconds.isNumber() ? seconds.doubleValue() : Double.NaN;
    if (!(value >= 0 && value <= SECONDS_MAX)) {
      throw new RefusedToken("has an " + name + " that is no time in seconds");
    }
    return OptionalLong.of((long) (value * MILLIS_PER_SECOND));
  }

  private static void checkIssuer(JsonNode claims, TokenRules rules) throws RefusedToken {
    if (rules.issuer().isPresent() && !isText(claims.get("iss"), rules.issuer().orElseThrow())) {
      throw new RefusedToken("is of another issuer: its iss is not the configured one");
    }
  }

  /// A token with an audience is for nobody else (RFC 7519, section 4.1.3).
  private static void checkAudience(JsonNode claims, TokenRules rules) throws RefusedToken {
    JsonNode audience = claims.get("aud");
    if (rules.audience().isEmpty()) {
      if (audience != null) {
        throw new RefusedToken("has an aud, and no audience is configured");
      }
      return;
    }
    String wanted = rules.audience().orElseThrow();
    boolean among = audience != null && audience.isArray() && contains(audience, wanted);
    if (!among && !isText(audience, wanted)) {
      throw new RefusedToken("is for another audience: its aud is not the configured one");
    }
  }

  private static boolean contains(JsonNode list, String wanted) {
    for (JsonNode entry : list) {
      if (isText(entry, wanted)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isText(@Nullable JsonNode node, String text) {
    return node != null && node.isString() && node.stringValue().equals(text);
  }

  private static UserId user(JsonNode claims) throws RefusedToken {
    JsonNode subject = claims.get("sub");
    if (subject == null || !subject.isString()) {
      throw new RefusedToken("has no sub");
    }
    return UserId.parse(subject.stringValue())
        .orElseThrow(() -> new RefusedToken("has a sub that is empty or too long"));
  }

  private static Grants grants(JsonNode claims) throws RefusedToken {
    JsonNode belfry = claims.get("belfry");
    if (belfry == null) {
      return Grants.NONE;
    }
    if (!belfry.isObject()) {
      throw new RefusedToken("has a belfry claim that is no object");
    }
    return GrantsJson.grants(belfry);
  }

  private static Optional<JsonText> info(JsonNode claims) throws RefusedToken {
    JsonNode info = claims.get("info");
    if (info == null) {
      return Optional.empty();
    }
    JsonText text = JsonText.of(info);
    if (!info.isObject() || text.text().length() > INFO_CHARACTERS_MAX) {
      throw new RefusedToken(
          "has an info that is no object of at most " + INFO_CHARACTERS_MAX + " characters");
    }
    return Optional.of(text);
  }
}
