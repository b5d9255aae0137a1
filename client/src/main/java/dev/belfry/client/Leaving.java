package dev.belfry.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a server that leaves asks of its clients: `{"reconnectWithin":15}` in the reason of close
/// 4000.
final class Leaving {
  private static final long SECONDS_MAX = 3600;

  private Leaving() {}

  /// Any time within what it asks for, so that its clients don't come back all at once; the usual
  /// wait where it asks for nothing that can be read.
  static Duration delay(String reason, RandomGenerator random, Backoff otherwise) {
    try {
      JsonNode within = JsonMapper.shared().readTree(reason).path("reconnectWithin");
      if (within.isNumber() && within.asDouble() >= 0 && within.asDouble() <= SECONDS_MAX) {
        return Duration.ofMillis(random.nextLong(Math.round(within.asDouble() * 1000) + 1));
      }
    } catch (JacksonException unreadable) {
      return otherwise.next();
    }
    return otherwise.next();
  }
}
