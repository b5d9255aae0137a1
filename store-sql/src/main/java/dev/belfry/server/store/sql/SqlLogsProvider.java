package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.DurableLogsProvider;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/// Opens durable logs in SQLite, as a configuration says.
public final class SqlLogsProvider implements DurableLogsProvider {
  /// For `ServiceLoader`.
  public SqlLogsProvider() {}

  @Override
  public boolean existIn(Path folder) {
    return Files.exists(DataFolder.databaseIn(folder));
  }

  @Override
  public DurableLogs open(
      ServerConfig config, ChannelPolicies policies, Clock clock, RandomGenerator random)
      throws IOException {
    ServerConfig.Store store = config.store();
    HeapPlan heap = HeapPlan.of(config, 1);
    SqlBounds bounds =
        new SqlBounds(
            heap.tails(),
            store.appendsWaiting(),
            heap.appendsWaitingBytes(),
            config.limits().idempotencyAge(),
            new ScheduleBounds(config.limits().scheduled(), heap.scheduledOnDisk()),
            store.readers(),
            heap.inboxIndexes(),
            config.inbox().locked(),
            InboxAges.of(config.inbox()));
    return SqlLogs.open(config.data(), policies, store.sync(), bounds, clock, random);
  }
}
