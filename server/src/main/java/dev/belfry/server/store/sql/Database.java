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
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

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

  /// A connection that may write, without autocommit.
  Connection openWriter() throws SQLException {
    SQLiteConfig settings = settings();
    settings.setTransactionMode(TransactionMode.IMMEDIATE);
    return open(settings);
  }

  /// A connection that only reads, without autocommit.
  Connection openReader() throws SQLException {
    return open(settings());
  }

  private Connection open(SQLiteConfig settings) throws SQLException {
    Connection connection = settings.createConnection(url());
    try {
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
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
