package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.LogsContract;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a real database, whose threads are one of the simulated loops.
class SqlLogsTest extends LogsContract {
  @TempDir Path folder;

  @Override
  protected Logs create(List<? extends Loop> loops, ChannelPolicies policies, Clock clock) {
    Loop thread = loops.getLast();
    SqlBounds bounds =
        new SqlBounds(
            1 << 20,
            10_000,
            1 << 20,
            Duration.ofHours(24),
            new ScheduleBounds(100, 1 << 20),
            1,
            1 << 20,
            Set.of(),
            InboxAges.NONE);
    SqlThreads threads = new SqlThreads(thread::execute, thread::execute, () -> {});
    try {
      return SqlLogs.open(
          folder,
          policies,
          new SqlLogs.Parts(Sync.OS, bounds, threads, "boot", new SplittableRandom(1)),
          clock);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @AfterEach
  void close() throws IOException {
    ((SqlLogs) logs).close();
  }
}
