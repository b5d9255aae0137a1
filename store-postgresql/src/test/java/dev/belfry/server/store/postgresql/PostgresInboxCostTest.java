package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxCostContract;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDatabase;
import dev.belfry.server.store.inbox.InboxGroup;
import dev.belfry.server.store.inbox.InboxSettings;
import dev.belfry.server.store.inbox.InboxWrite;
import dev.belfry.server.store.inbox.StoredInboxes;
import dev.belfry.server.store.shared.GivenIds;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/// Counted in rows that PostgreSQL says it has read.
class PostgresInboxCostTest extends InboxCostContract {
  private static final String VISITED =
      "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)"
          + " FROM pg_stat_user_tables WHERE relname LIKE 'inbox_%'";

  private TestDatabase database;
  private Connection connection;
  private StoredInboxes inboxes;
  private long rows;

  @Override
  protected Inboxes open() throws Exception {
    database = TestDatabase.start();
    database.open(Durability.DURABLE).close();
    connection = database.connect();
    connection.setAutoCommit(false);
    Clock clock = Clock.system();
    GivenIds ids = new GivenIds(new SecureRandom(), clock);
    String schema = Durability.DURABLE.schema(database.settings().schema());
    inboxes =
        new StoredInboxes(
            new Direct(new InboxConnection(connection, new PostgresInboxDialect(schema)), clock),
            new InboxSettings(
                ids::next,
                0,
                Duration.ofHours(24),
                Duration.ZERO,
                Set.of(),
                new ScheduleBounds(10_000, 1 << 26),
                0,
                AGES,
                clock));
    return inboxes;
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    database.close();
  }

  @Override
  protected void analyze() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE");
      connection.commit();
    }
  }

  /// Counts reach the tables of statistics when the connection is idle.
  @Override
  protected long visited() throws SQLException {
    long before = rows;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      connection.commit();
      try (ResultSet row = statement.executeQuery(VISITED)) {
        row.next();
        rows = row.getLong(1);
      }
      connection.commit();
    }
    return rows - before;
  }

  /// So many that a visit to all that is shared, 400 entries, is dearer than some of an index.
  @Override
  protected int few() {
    return 40;
  }

  /// A small table is read whole by a planner that is right to do so.
  @Override
  protected int moreAtLeast() {
    return 30;
  }

  @Override
  protected void look() {
    var _ = inboxes.look().toCompletableFuture().join();
  }

  /// A transaction for each question.
  private record Direct(InboxConnection connection, Clock clock) implements InboxDatabase {
    @Override
    public <T> CompletionStage<T> read(Reading<T> reading) {
      try (Statement statement = connection.jdbc().createStatement()) {
        statement.execute("SELECT " + PostgresInboxDialect.PLANS);
        T answer = reading.read(connection);
        connection.jdbc().commit();
        return CompletableFuture.completedStage(answer);
      } catch (SQLException failure) {
        return CompletableFuture.failedStage(failure);
      }
    }

    @Override
    public void write(InboxWrite<?> write) {
      try {
        InboxGroup group = InboxGroup.perform(connection, List.of(write));
        connection.jdbc().commit();
        group.committed();
        write.committed();
      } catch (SQLException failure) {
        write.fail(new IllegalStateException(failure));
      }
    }

    @Override
    public long nowMillis() {
      return clock.wallMillis();
    }
  }
}
