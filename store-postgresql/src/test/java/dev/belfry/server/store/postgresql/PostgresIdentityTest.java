package dev.belfry.server.store.postgresql;

import dev.belfry.server.IdentityOfNodesContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Who may come in at two nodes on one PostgreSQL.
class PostgresIdentityTest extends IdentityOfNodesContract {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
  }

  @Override
  protected Map<String, String> engine() {
    database.execute(Durability.DURABLE, "DROP SCHEMA IF EXISTS belfry, belfry_passing CASCADE");
    return Map.of("store.url", database.url(), "store.timeout", "500ms");
  }

  @Override
  protected void standStill() {
    database.suspend();
  }

  @Override
  protected void goOn() {
    database.resume();
  }
}
