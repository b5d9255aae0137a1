package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.EngineContract;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract for channels of each durability, on a real server.
@ParameterizedClass
@EnumSource
class PostgresEngineTest extends EngineContract {
  @Parameter Durability durability;
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  @Override
  protected Engine open() {
    return DATABASE.open(durability);
  }

  @Override
  protected void renew() {
    DATABASE.execute(durability, "SELECT %s.renew_v1()");
  }
}
