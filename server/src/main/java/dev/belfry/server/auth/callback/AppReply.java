package dev.belfry.server.auth.callback;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.Grants;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.token.GrantsJson;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What an application answered with 200:
/// `{"user","info"?,"subscribe":[...],"publish":[...],"ttl"?}`.
///
/// @param ttl how long it holds
record AppReply(UserId user, Grants grants, Optional<JsonText> info, Duration ttl) {
  private static final long TTL_SECONDS = 60;
  private static final long TTL_SECONDS_MAX = 86_400;
  private static final int INFO_CHARACTERS_MAX = 4_096;

  /// Reads one; empty where it is not as it should be, so that a mistake admits nobody.
  static Optional<AppReply> parse(byte[] json) {
    return StrictJson.object(json).flatMap(AppReply::parse);
  }

  private static Optional<AppReply> parse(JsonNode object) {
    JsonNode ttl = object.path("ttl");
    JsonNode info = object.path("info");
    boolean ttlGood = ttl.isMissingNode() || (ttl.isIntegralNumber() && ttl.canConvertToLong());
    boolean infoGood =
        info.isMissingNode()
            || (info.isObject() && info.toString().length() <= INFO_CHARACTERS_MAX);
    long seconds = ttl.asLong(TTL_SECONDS);
    if (!ttlGood || !infoGood || seconds < 1 || seconds > TTL_SECONDS_MAX) {
      return Optional.empty();
    }
    Optional<JsonText> shown =
        info.isMissingNode() ? Optional.empty() : Optional.of(JsonText.of(info));
    return user(object)
        .flatMap(user ->
            GrantsJson.read(object)
                .map(grants -> new AppReply(user, grants, shown, Duration.ofSeconds(seconds))));
  }

  private static Optional<UserId> user(JsonNode object) {
    JsonNode user = object.path("user");
    return user.isString() ? UserId.parse(user.stringValue()) : Optional.empty();
  }

  /// @param application names the one that was asked
  /// @param askedAtMillis when it was asked; the answer may be as old as that
  Principal.User principal(Question question, String application, long askedAtMillis) {
    Credential credential = new Credential.Callback(question.hash(), application, askedAtMillis);
    return new Principal.User(
        user,
        grants,
        info,
        question.fromCookie(),
        new Principal.Admission(credential, askedAtMillis + ttl.toMillis()));
  }
}
