package dev.belfry.server.store.redis.link;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator that Redis is not reached: when it begins, each new reason, and when it is
/// over. The link's thread has it.
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  /// Reasons that change for ever are no flood.
  private static final int REASONS_MAX = 8;

  private static final String OTHER_NAMES =
      "its certificate is for other names: let servers announce those, or compare none: verify=ca";

  private static final String OTHER_PORT = "is this its port of TLS?";

  /// What an operator can do about a failure of TLS, by words that it has. A server that speaks no
  /// TLS mostly waits for the rest of what it takes for a command.
  private static final Map<String, String> ADVICE =
      Map.of(
          "valid certification path", "redis.trust is to name who has signed its certificate",
          "No subject alternative", OTHER_NAMES,
          "No name matching", OTHER_NAMES,
          "handshake timed out", OTHER_PORT,
          "not an SSL/TLS record", OTHER_PORT,
          "certificate_required", "it wants certificates of clients: tls-auth-clients no");

  private final Set<String> told = new HashSet<>();

  void tell(String why) {
    if (told.size() < REASONS_MAX && told.add(why)) {
      LOG.warn("no connection to Redis: {}", why);
    } else {
      LOG.debug("still no connection to Redis: {}", why);
    }
  }

  void end() {
    if (!told.isEmpty()) {
      LOG.info("Redis is reached again");
      told.clear();
    }
  }

  /// Which server is not reached, why, and what helps where that is known.
  static String at(Address server, Throwable failure) {
    String why = deepest(failure);
    return ADVICE.entrySet().stream()
        .filter(advice -> why.contains(advice.getKey()))
        .findFirst()
        .map(advice -> server + ": " + why + " (" + advice.getValue() + ")")
        .orElse(server + ": " + why);
  }

  /// What the first cause of a failure says, or what it is.
  static String deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    if (message != null) {
      return message;
    }
    return deepest instanceof TimeoutException
        ? "no answer in time"
        : deepest.getClass().getSimpleName();
  }
}
