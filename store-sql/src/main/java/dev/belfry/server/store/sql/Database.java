package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/// The database file, and how it is opened.
///
/// @param sync with `FULL` each commit waits for the disk; with `OS` only a checkpoint does, which
///   keeps the file whole but may lose the last commits with the power
record Database(Path file, Sync sync) {
  /// Nobody but the writer writes; a copy that is taken may hold it up for a moment.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /// What the write-ahead log is cut back to once its readers have gone.
  private static final int LOG_BYTES_KEPT = 64 << 20;

  /// Brings the schema up to date.
  void migrate() {
    SQLiteDataSource source = new SQLiteDataSource(settings());
    source.setUrl(url());
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:dev/belfry/server/store/sql/sqlite")
        .load()
        .migrate();
  }

  /// A connection for reading, without autocommit: a transaction begins with its first statement.
  /// The file has to be there.
  Connection open() throws SQLException {
    Connection connection = open(existing(), url());
    connection.setAutoCommit(false);
    return connection;
  }

  /// A connection for writing, in autocommit: its transactions begin by `BEGIN`. The file has to be
  /// there.
  Connection openToWrite() throws SQLException {
    return open(existing(), url());
  }

  /// Begins a transaction that may write. It waits for another process that holds the database,
  /// which SQLite does only here: a transaction that has read and goes on to write fails at once.
  static final String BEGIN = "BEGIN IMMEDIATE";

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
