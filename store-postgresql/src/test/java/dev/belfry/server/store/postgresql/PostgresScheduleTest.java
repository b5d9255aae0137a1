package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.ScheduleContract;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.shared.EngineFixture;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The contract of schedules on a real DATABASE.
class PostgresScheduleTest extends ScheduleContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  @Override
  protected Logs create(SimulatedLoops loops, ScheduleBounds each) {
    DATABASE.settings(settings -> settings.withSchedule(each));
    return new SimulatedClocks(DATABASE)
        .logs(loops, new ChannelPolicies(List.of(), EngineFixture.KEPT));
  }
}
