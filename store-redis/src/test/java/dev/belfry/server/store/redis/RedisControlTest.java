package dev.belfry.server.store.redis;

import dev.belfry.server.store.shared.ControlContract;
import dev.belfry.server.store.shared.Engine;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What nodes know together, in a real Redis.
class RedisControlTest extends ControlContract {
  @RegisterExtension static final TestEngines ENGINES = new TestEngines();

  @Override
  protected Engine open() {
    return ENGINES.open();
  }

  @Override
  protected void renew() {
    ENGINES.server().promote();
  }
}
