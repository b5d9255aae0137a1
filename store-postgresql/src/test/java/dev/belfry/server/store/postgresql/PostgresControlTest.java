package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.shared.ControlContract;
import dev.belfry.server.store.shared.Engine;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What nodes know together, in a real PostgreSQL, beside channels of each durability.
@ParameterizedClass
@EnumSource
class PostgresControlTest extends ControlContract {
  @Parameter Durability durability;
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @Override
  protected Engine open() {
    return database.open(durability);
  }

  @Override
  protected void renew() {
    database.execute(durability, "SELECT %s.renew_v1()");
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
