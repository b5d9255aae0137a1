package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.log.ScheduleContract;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a real database.
class SqlScheduleTest extends ScheduleContract {
  @TempDir Path folder;
  private SqlFixture store;

  @Override
  protected SqlLogs create(SimulatedLoops loops, ScheduleBounds each) {
    store = new SqlFixture(folder, loops);
    store.history = new History(10_000, 1 << 22, Duration.ofHours(1));
    store.bounds = SqlFixture.bounds(10_000, each);
    try {
      return store.open().logs;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }
}
