package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.shared.ControlContract;
import dev.belfry.server.store.shared.Engine;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What nodes know together, in a real PostgreSQL: it lies beside the durable channels.
class PostgresControlTest extends ControlContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  @Override
  protected Engine open() {
    return DATABASE.open(Durability.DURABLE);
  }

  @Override
  protected void renew() {
    DATABASE.execute(Durability.DURABLE, "SELECT %s.renew_v1()");
  }
}
