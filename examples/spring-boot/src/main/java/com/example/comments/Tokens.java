package com.example.comments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Signs the tokens that say to Belfry who a user is, and what may be heard. The inbox is always
/// the user's own.
@RestController
class Tokens {
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final JwtEncoder encoder;

  Tokens(BelfrySettings belfry) {
    var key = new SecretKeySpec(belfry.secret().getBytes(UTF_8), "HmacSHA256");
    encoder = NimbusJwtEncoder.withSecretKey(key).algorithm(MacAlgorithm.HS256).build();
  }

  @GetMapping(value = "/my-token", produces = "text/plain")
  ResponseEntity<String> mine(Principal principal) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(of(principal.getName()));
  }

  String of(String user) {
    Instant now = Instant.now();
    JwtClaimsSet claims =
        JwtClaimsSet.builder()
            .subject(user)
            .issuedAt(now)
            .expiresAt(now.plus(LIFE))
            .claim("belfry", Map.of("subscribe", List.of("comments"), "publish", List.of()))
            .build();
    JwsHeader header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }
}
