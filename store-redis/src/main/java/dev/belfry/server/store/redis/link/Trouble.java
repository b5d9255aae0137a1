package dev.belfry.server.store.redis.link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator that Redis is not reached: when it begins, and when it is over.
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private boolean told;

  void tell(String why) {
    if (told) {
      LOG.debug("still no connection to Redis: {}", why);
    } else {
      LOG.warn("no connection to Redis: {}", why);
      told = true;
    }
  }

  void end() {
    if (told) {
      LOG.info("Redis is reached again");
      told = false;
    }
  }

  /// What the first cause of a failure says, or what it is.
  static String deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : message;
  }
}
