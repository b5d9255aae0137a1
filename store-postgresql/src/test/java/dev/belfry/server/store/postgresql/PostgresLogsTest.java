package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.LogsContract;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// The contract of logs on a real database.
class PostgresLogsTest extends LogsContract {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @Override
  protected Logs create(List<? extends Loop> loops, ChannelPolicies policies, Clock clock) {
    return new SimulatedClocks(database).logs(simulation, policies);
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
