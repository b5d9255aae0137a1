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

  /// A connection without autocommit. A transaction begins with its first statement, as a reader;
  /// that the writer is the only one who writes lets it go on to write.
  Connection open() throws SQLException {
    return open(settings(), url());
  }

  /// A connection to a file that nobody else has open, and that stays one file.
  static Connection openPlain(Path file) throws SQLException {
    return open(new SQLiteConfig(), "jdbc:sqlite:" + file);
  }

  private static Connection open(SQLiteConfig settings, String url) throws SQLException {
    Connection connection = settings.createConnection(url);
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
