package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.shared.ControlContract;
import dev.belfry.server.store.shared.Engine;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// What nodes know together, in a real PostgreSQL: it lies beside the durable channels.
class PostgresControlTest extends ControlContract {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @Override
  protected Engine open() {
    return database.open(Durability.DURABLE);
  }

  @Override
  protected void renew() {
    database.execute(Durability.DURABLE, "SELECT %s.renew_v1()");
  }

  @AfterEach
  void closeEngines() {
    database.closeEngines();
    database.newSchemas();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }
}
