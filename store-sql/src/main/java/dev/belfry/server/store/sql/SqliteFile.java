package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/// A file of SQLite, and how it is opened.
///
/// @param sync with `FULL` each commit waits for the disk; with `OS` only a checkpoint does, which
///   keeps the file whole but may lose the last commits with the power
record SqliteFile(Path file, Sync sync) {
  /// Nobody but the writer writes; a copy that is taken may hold it up for a moment.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// What the write-ahead log is cut back to once its readers have gone.
  private static final int LOG_BYTES_KEPT = 64 << 20;

  /// Brings the schema up to date.
  void migrate() throws SQLException {
    try (Connection connection = open(settings(), url())) {
      SqliteSchema.migrate(connection);
    }
  }

  /// A connection for reading, without autocommit: a transaction begins with its first statement.
  /// The file has to be there.
  Connection openToRead() throws SQLException {
    Connection connection = open(existing(), url());
    connection.setAutoCommit(false);
    return connection;
  }

  /// A connection for writing, in autocommit. The file has to be there.
  Connection openToWrite() throws SQLException {
    return open(existing(), url());
  }

  /// Nothing but `migrate` makes the file: one that has vanished must not come back empty.
  private SQLiteConfig existing() {
    SQLiteConfig settings = settings();
    settings.resetOpenMode(SQLiteOpenMode.CREATE);
    return settings;
  }

  /// A connection to a file that nobody else has open, and that stays one file.
  static Connection openPlain(Path file) throws SQLException {
    return open(new SQLiteConfig(), "jdbc:sqlite:" + file);
  }

  /// Deletes an unfinished copy, and what the database keeps beside one: a journal that is left
  /// would be played back into the next copy of that name.
  static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    deleteBeside(file);
  }

  /// Deletes only what the database keeps beside a file.
  static void deleteBeside(Path file) throws IOException {
    for (String beside : List.of("-journal", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + beside));
    }
  }

  private static Connection open(SQLiteConfig settings, String url) throws SQLException {
    return settings.createConnection(url);
  }

  private SQLiteConfig settings() {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(
        switch (sync) {
          case FULL -> SynchronousMode.FULL;
          case OS -> SynchronousMode.NORMAL;
        });
    settings.setBusyTimeout((int) PATIENCE.toMillis());
    settings.setJournalSizeLimit(LOG_BYTES_KEPT);
    return settings;
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }
}
