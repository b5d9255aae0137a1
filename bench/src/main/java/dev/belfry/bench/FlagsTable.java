package dev.belfry.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// A yardstick: the inbox that most would write, a row of flags for each user and notification,
/// with an index for each count. In SQLite with the sync of Belfry's own, and writes that share
/// commits.
final class FlagsTable implements AutoCloseable {
  private static final int GROUP = 1_000;
  private static final int PAGE = 20;
  private static final int READERS = 3;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
          "CREATE TABLE notification (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, category TEXT,"
              + " data TEXT NOT NULL)",
          "CREATE TABLE flag (person INTEGER NOT NULL, notification INTEGER NOT NULL,"
              + " seen INTEGER NOT NULL, read INTEGER NOT NULL, archived INTEGER NOT NULL,"
              + " PRIMARY KEY (person, notification)) WITHOUT ROWID",
          "CREATE INDEX flag_unread ON flag (person) WHERE read = 0 AND archived = 0",
          "CREATE INDEX flag_unseen ON flag (person) WHERE seen = 0 AND archived = 0");

  private final Connection writer;
  private final Connection reader;
  private final BlockingQueue<Connection> readers = new LinkedBlockingQueue<>();
  private final ExecutorService reading = Executors.newFixedThreadPool(READERS);
  private final LinkedBlockingQueue<Write> writes = new LinkedBlockingQueue<>(100_000);
  private final Thread thread = new Thread(this::write, "flags-writer");
  private volatile boolean ended;

  /// A statement that waits for its commit.
  private record Write(String sql, Object[] values, CompletableFuture<Boolean> done) {}

  FlagsTable(Path folder) throws SQLException {
    String url = "jdbc:sqlite:" + folder.resolve("flags.db");
    writer = DriverManager.getConnection(url);
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      for (String table : TABLES) {
        statement.execute(table);
      }
    }
    writer.setAutoCommit(false);
    reader = DriverManager.getConnection(url);
    for (int i = 0; i < READERS; i++) {
      readers.add(DriverManager.getConnection(url));
    }
    thread.start();
  }

  private CompletableFuture<Boolean> write(String sql, Object... values) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    writes.add(new Write(sql, values, done));
    return done;
  }

  private void write() {
    List<Write> group = new ArrayList<>();
    try {
      while (!ended) {
        group.add(writes.take());
        writes.drainTo(group, GROUP);
        for (Write each : group) {
          run(each);
        }
        writer.commit();
        group.forEach(each -> each.done.complete(true));
        group.clear();
      }
    } catch (SQLException | InterruptedException failure) {
      group.forEach(each -> each.done.completeExceptionally(failure));
    }
  }

  private void run(Write write) throws SQLException {
    try (PreparedStatement statement = writer.prepareStatement(write.sql)) {
      for (int i = 0; i < write.values.length; i++) {
        statement.setObject(i + 1, write.values[i]);
      }
      statement.executeUpdate();
    }
  }

  CompletableFuture<Boolean> addUser(int user) {
    return write("INSERT INTO person (id, name) VALUES (?, ?)", user, "user" + user);
  }

  /// A notification, and a row for each user.
  CompletableFuture<Boolean> notifyEveryone(int number, String category, String data) {
    var _ =
        write(
            "INSERT INTO notification (id, at, category, data) VALUES (?, ?, ?, ?)",
            number,
            System.currentTimeMillis(),
            category,
            data);
    return write(
        "INSERT INTO flag (person, notification, seen, read, archived)"
            + " SELECT id, ?, 0, 0, 0 FROM person",
        number);
  }

  CompletableFuture<Boolean> readAll(int user) {
    return write("UPDATE flag SET read = 1, seen = 1 WHERE person = ? AND read = 0", user);
  }

  CompletableFuture<Boolean> mark(int user, int number, boolean read) {
    return write(
        "UPDATE flag SET read = ? WHERE person = ? AND notification = ?",
        read ? 1 : 0,
        user,
        number);
  }

  /// A mark that is answered with what the badge shows, as Belfry's is.
  CompletableFuture<Integer> markAndCount(int user, int number, boolean read) {
    return mark(user, number, read).thenApplyAsync(_ -> counts(user), reading);
  }

  private int counts(int user) {
    try {
      Connection connection = readers.take();
      try {
        return count(connection, user, "read") + count(connection, user, "seen");
      } finally {
        readers.add(connection);
      }
    } catch (SQLException | InterruptedException failure) {
      throw new CompletionException(failure);
    }
  }

  /// The first page, and the counts up to 100. Returns how many rows that were.
  int page(int user) throws SQLException {
    int rows = 0;
    try (PreparedStatement page =
        reader.prepareStatement(
            "SELECT n.id, n.at, n.category, n.data, f.seen, f.read FROM flag f"
                + " JOIN notification n ON n.id = f.notification"
                + " WHERE f.person = ? AND f.archived = 0 ORDER BY f.notification DESC LIMIT "
                + PAGE)) {
      page.setInt(1, user);
      try (ResultSet row = page.executeQuery()) {
        while (row.next()) {
          rows += row.getString(4).isEmpty() ? 0 : 1;
        }
      }
    }
    return rows + count(reader, user, "read") + count(reader, user, "seen");
  }

  private static int count(Connection connection, int user, String flag) throws SQLException {
    try (PreparedStatement count =
        connection.prepareStatement(
            "SELECT count(*) FROM (SELECT 1 FROM flag WHERE person = ? AND "
                + flag
                + " = 0 AND archived = 0 LIMIT 100)")) {
      count.setInt(1, user);
      try (ResultSet row = count.executeQuery()) {
        return row.getInt(1);
      }
    }
  }

  /// What is in the log comes into the database's file.
  void settle() throws SQLException {
    try (Statement statement = reader.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public void close() throws SQLException {
    ended = true;
    write("UPDATE person SET name = name WHERE id = -1").join();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    reading.shutdown();
    for (Connection each : readers) {
      each.close();
    }
    reader.close();
    writer.close();
  }
}
