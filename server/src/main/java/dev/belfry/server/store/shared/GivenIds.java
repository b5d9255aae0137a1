package dev.belfry.server.store.shared;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.MessageIds;
import java.util.random.RandomGenerator;

/// The ids that a node gives to messages of shared logs. Any thread asks.
public final class GivenIds {
  private final MessageIds ids;

  /// @param random secure where ids must not be guessed; any thread may use it
  public GivenIds(RandomGenerator random, Clock clock) {
    this.ids = MessageIds.of(random, clock);
  }

  /// An id that is greater than all before it from here.
  public synchronized Ulid next() {
    return ids.next();
  }

  /// An id that nobody can guess from others.
  public synchronized Ulid nextSecret() {
    return ids.nextSecret();
  }
}
