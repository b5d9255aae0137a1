package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.LogsContract;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The contract of logs on a real DATABASE.
class PostgresLogsTest extends LogsContract {
  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.start();

  @Override
  protected Logs create(List<? extends Loop> loops, ChannelPolicies policies, Clock clock) {
    return new SimulatedClocks(DATABASE).logs(simulation, policies);
  }
}
