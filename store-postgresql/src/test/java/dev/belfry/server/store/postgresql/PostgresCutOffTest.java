package dev.belfry.server.store.postgresql;

import dev.belfry.server.CutOffContract;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// A node that can't reach PostgreSQL any more.
class PostgresCutOffTest extends CutOffContract {
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
