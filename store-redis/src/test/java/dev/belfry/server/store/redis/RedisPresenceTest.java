package dev.belfry.server.store.redis;

import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.PresenceContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who is present, in Redis, on a real server.
class RedisPresenceTest extends PresenceContract {
  @RegisterExtension static final TestEngines ENGINES = new TestEngines();

  @Override
  protected Engine open() {
    return ENGINES.open();
  }
}
