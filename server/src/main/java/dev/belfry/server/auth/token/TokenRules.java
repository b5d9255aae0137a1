package dev.belfry.server.auth.token;

import dev.belfry.server.auth.Sha256;
import java.time.Duration;
import java.util.Optional;

/// What a token must say beside being signed.
///
/// @param issuer its `iss`, where one is demanded
/// @param audience one of its `aud`, where one is demanded
/// @param leeway how far the issuer's clock may be off
public record TokenRules(Optional<String> issuer, Optional<String> audience, Duration leeway) {
  /// Tells these rules from others: what was admitted by other rules is not admitted by these.
  String mark() {
    return Sha256.hex(issuer + "\n" + audience).substring(0, 8);
  }
}
