package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.ScheduleContract;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.shared.EngineFixture;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// The contract of schedules on a real database.
class PostgresScheduleTest extends ScheduleContract {
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    database = TestDatabase.start();
  }

  @Override
  protected Logs create(SimulatedLoops loops, ScheduleBounds each) {
    database.settings(settings -> settings.withSchedule(each));
    return new SimulatedClocks(database)
        .logs(loops, new ChannelPolicies(List.of(), EngineFixture.KEPT));
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
