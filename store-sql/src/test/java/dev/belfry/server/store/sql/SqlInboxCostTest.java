package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.InboxCostContract;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.MessageIds;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDatabase;
import dev.belfry.server.store.inbox.InboxGroup;
import dev.belfry.server.store.inbox.InboxSettings;
import dev.belfry.server.store.inbox.InboxWrite;
import dev.belfry.server.store.inbox.StoredInboxes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/// Counted in steps of SQLite's virtual machine, of which each row that is visited takes some.
class SqlInboxCostTest extends InboxCostContract {
  private final AtomicLong steps = new AtomicLong();

  @TempDir Path folder;
  private Connection connection;
  private StoredInboxes inboxes;

  @Override
  protected Inboxes open() throws Exception {
    SqliteFile file = new SqliteFile(folder.resolve("belfry.db"), Sync.OS);
    file.migrate();
    connection = file.openToWrite();
    Identity.begin(connection, Sync.OS, "boot", new SecureRandom());
    ProgressHandler.setHandler(
        connection,
        1,
        new ProgressHandler() {
          @Override
          protected int progress() {
            steps.incrementAndGet();
            return 0;
          }
        });
    Clock clock = Clock.system();
    MessageIds ids = MessageIds.of(new SecureRandom(), clock);
    inboxes =
        new StoredInboxes(
            new Direct(new InboxConnection(connection, new SqliteInboxDialect(clock)), clock),
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
  void close() throws SQLException {
    connection.close();
  }

  @Override
  protected long visited() {
    return steps.getAndSet(0);
  }

  @Override
  protected int moreAtLeast() {
    return 120;
  }

  @Override
  protected void look() {
    var _ = inboxes.look().toCompletableFuture().join();
  }

  /// A transaction for each question.
  private record Direct(InboxConnection connection, Clock clock) implements InboxDatabase {
    @Override
    public <T> CompletionStage<T> read(Reading<T> reading) {
      try {
        return CompletableFuture.completedStage(reading.read(connection));
      } catch (SQLException failure) {
        return CompletableFuture.failedStage(failure);
      }
    }

    @Override
    public void write(InboxWrite<?> write) {
      try (Statement statement = connection.jdbc().createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        InboxGroup group = InboxGroup.perform(connection, List.of(write));
        statement.execute("COMMIT");
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
