package dev.belfry.server.store.redis;

import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.NodesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What nodes keep of themselves in Redis, on a real server.
class RedisNodesTest extends NodesContract {
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
