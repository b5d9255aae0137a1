package dev.belfry.server.auth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import dev.belfry.server.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a token, for trying things out: an application makes its own, with a library of its
/// language.
public final class TokenWriter {
  private final ObjectNode claims = JsonMapper.shared().createObjectNode();

  /// Begins a token for a user.
  ///
  /// @param life from now until its `exp`
  public TokenWriter(UserId user, Instant now, Duration life) {
    claims.put("sub", user.text());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(life).getEpochSecond());
  }

  /// Adds `iss` and `aud`, as far as the server demands them.
  public TokenWriter claims(Optional<String> issuer, Optional<String> audience) {
    issuer.ifPresent(text -> claims.put("iss", text));
    audience.ifPresent(text -> claims.put("aud", text));
    return this;
  }

  /// Adds a grant.
  ///
  /// @param action `subscribe`, `publish`, `history` or `presence`
  public TokenWriter grant(String action, List<ChannelName> names, List<ChannelPattern> patterns) {
    if (!names.isEmpty() || !patterns.isEmpty()) {
      ArrayNode entries = claims.withObjectProperty("belfry").putArray(action);
      names.forEach(name -> entries.add(name.text()));
      patterns.forEach(pattern -> entries.addObject().put("match", pattern.toString()));
    }
    return this;
  }

  /// The token, signed by HS256.
  public String sign(Secret secret, Optional<String> kid) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .type(JOSEObjectType.JWT)
            .keyID(kid.orElse(null))
            .build();
    byte[] payload = JsonMapper.shared().writeValueAsBytes(claims);
    String signed = header.toBase64URL() + "." + StrictBase64Url.encode(payload);
    try {
      byte[] input = signed.getBytes(StandardCharsets.US_ASCII);
      return signed + "." + new MACSigner(secret.bytes()).sign(header, input);
    } catch (JOSEException tooShort) {
      throw new IllegalArgumentException("a secret that is too short", tooShort);
    }
  }
}
