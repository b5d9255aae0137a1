package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.MessageIds;
import java.util.random.RandomGenerator;

/// The ids that this node gives to messages. Any thread asks.
final class GivenIds {
  private final MessageIds ids;

  GivenIds(RandomGenerator random, Clock clock) {
    this.ids = MessageIds.of(random, clock);
  }

  synchronized Ulid next() {
    return ids.next();
  }

  synchronized Ulid nextSecret() {
    return ids.nextSecret();
  }
}
