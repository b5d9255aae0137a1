package dev.belfry.server.store.postgresql;

import dev.belfry.server.NodesPresenceContract;
import java.io.IOException;
import java.util.Map;

/// Presence of nodes that share a PostgreSQL.
class PresenceOnPostgresTest extends NodesPresenceContract {
  private TestDatabase database;

  @Override
  protected Map<String, String> engine() {
    database = TestDatabase.start();
    return Map.of("store.url", database.url());
  }

  @Override
  protected void stopEngine() throws IOException {
    database.close();
  }
}
