package dev.belfry.server.store.redis;

import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The engine in Redis keeps to what every engine does, on a real server, with no more rights there
/// than the guide asks for.
class RedisEngineTest extends EngineContract {
  @RegisterExtension static final TestEngines ENGINES = new TestEngines();

  @Override
  protected Engine open() {
    return ENGINES.open();
  }

  /// As a promotion does it: the server takes a new replication id, with all that it has.
  @Override
  protected void renew() {
    ENGINES.server().promote();
  }
}
