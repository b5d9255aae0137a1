package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.ScheduleBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// A store's files through all lives of its server, for tests that run it on simulated threads.
/// They may end its process at any moment, make the database fail, and look at what it holds.
public final class SqlDisk implements AutoCloseable {
  private static final int TAIL_BYTES_MAX = 6_000;

  /// An empty database, as a first start leaves it.
  private static byte @Nullable [] template;

  private final Path root;
  private Path folder;
  private int folders;
  private int boots = 1;
  private @Nullable SqlLogs logs;
  private @Nullable Run run;

  /// One run of a server.
  private static final class Run {
    final Connection look;
    final PreparedStatement selectRows;

    Run(Connection look) throws SQLException {
      this.look = look;
      selectRows =
          look.prepareStatement(
              "SELECT message_offset, data, kind, replace_key, expires FROM message"
                  + " WHERE message_offset > ? AND"
                  + " channel = (SELECT id FROM channel WHERE name = ?) ORDER BY message_offset");
    }
  }

  /// A message as the database has it.
  public record Row(long offset, Draft draft) {}

  /// The last offset given, and the last one trimmed.
  public record Ends(long head, long lost) {}

  public SqlDisk() {
    try {
      root = Files.createTempDirectory("belfry-simulation");
      folder = newFolder();
      Files.write(DataFolder.databaseIn(folder), template());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(root.resolve("life" + ++folders));
  }

  private static synchronized byte[] template() throws IOException {
    if (template == null) {
      Path folder = Files.createTempDirectory("belfry-template");
      SqlFixture store = new SqlFixture(folder);
      store.open().close();
      template = Files.readAllBytes(DataFolder.databaseIn(folder));
      delete(folder);
    }
    return template;
  }

  // ---- a run

  /// Begins a run.
  ///
  /// @param writer runs one task at a time
  public DurableLogs open(
      ChannelPolicies policies,
      Executor writer,
      Executor readers,
      Clock clock,
      RandomGenerator random) {
    SqlBounds bounds =
        new SqlBounds(
            TAIL_BYTES_MAX,
            10_000,
            1 << 20,
            Duration.ofHours(24),
            new ScheduleBounds(1_000, 1 << 20),
            1,
            1 << 20,
            Set.of(),
            InboxAges.NONE);
    boolean[] ended = {false};
    SqlThreads threads =
        new SqlThreads(
            task ->
                writer.execute(() -> {
                  if (!ended[0]) {
                    task.run();
                  }
                }),
            readers,
            () -> ended[0] = true);
    var parts = new SqlLogs.Parts(Sync.OS, bounds, threads, "boot" + boots, random);
    try {
      run = new Run(connect()); // the first to come and the last to go: it forces nothing to disk
      logs = SqlLogs.open(folder, policies, parts, clock);
      return logs;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private Connection connect() throws SQLException {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    return settings.createConnection("jdbc:sqlite:" + DataFolder.databaseIn(folder));
  }

  /// Ends the run in order.
  public void stop() {
    try {
      if (logs != null && run != null) {
        logs.close();
        run.look.close();
      }
      logs = null;
      run = null;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /// Ends the run as if the process, or the machine, had ended when a copy was made.
  ///
  /// @param left what the next run finds
  public void kill(Path left) {
    stop();
    delete(folder);
    folder = left;
  }

  /// The next run is another boot of the machine.
  public void reboot() {
    boots++;
  }

  // ---- copies

  /// The files as a process that ends now leaves them.
  public Path copy() {
    try {
      Path copy = newFolder();
      for (String suffix : List.of("", "-wal")) {
        Path file = folder.resolve(DataFolder.databaseIn(folder).getFileName() + suffix);
        if (Files.exists(file)) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
      return copy;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A folder with a backup as its database.
  public Path backup() {
    try {
      Path copy = newFolder();
      Backup.copy(folder, DataFolder.databaseIn(copy));
      return copy;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  // ---- trouble

  /// From now on nothing can be written.
  ///
  /// @param late whether that shows only when a group is about to be committed
  public void fail(boolean late) {
    String trigger = " BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END";
    change(
        "CREATE TRIGGER broken BEFORE "
            + (late ? "UPDATE ON channel" : "INSERT ON message")
            + trigger);
    change("CREATE TRIGGER stuck BEFORE UPDATE ON store" + trigger);
  }

  public void mend() {
    change("DROP TRIGGER broken");
    change("DROP TRIGGER stuck");
  }

  /// Changes the database behind the store's back.
  public void change(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  // ---- what is there

  /// Whether no run is under way.
  public boolean ended() {
    return run == null;
  }

  private Run run() {
    if (run == null) {
      throw new IllegalStateException("not open");
    }
    return run;
  }

  /// The messages that a channel has after an offset.
  public List<Row> rows(ChannelName channel, long after) {
    try {
      PreparedStatement select = run().selectRows;
      select.setLong(1, after);
      select.setString(2, channel.text());
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Message.Kind kind = row.getInt(3) == 1 ? Message.Kind.JSON : Message.Kind.TEXT;
          rows.add(
              new Row(
                  row.getLong(1),
                  new Draft(row.getBytes(2), kind, null, row.getString(4), row.getLong(5), null)));
        }
      }
      return rows;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  public Ends ends(ChannelName channel) {
    List<Ends> ends = new ArrayList<>();
    ask(
        "SELECT head, trimmed_through FROM channel WHERE name = '" + channel + "'",
        row -> ends.add(new Ends(row.getLong(1), row.getLong(2))));
    return ends.isEmpty() ? new Ends(0, 0) : ends.getFirst();
  }

  public String epoch() {
    List<String> epochs = new ArrayList<>();
    ask("SELECT epoch FROM store", row -> epochs.add(row.getString(1)));
    return epochs.getFirst();
  }

  /// The texts of what is scheduled.
  public Set<String> scheduled() {
    Set<String> texts = new HashSet<>();
    ask("SELECT CAST(data AS TEXT) FROM scheduled", row -> texts.add(row.getString(1)));
    return texts;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void ask(String sql, RowReader reader) {
    try (Statement statement = run().look.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        reader.read(row);
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  // ---- the end

  @Override
  public void close() {
    stop();
    delete(root);
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
