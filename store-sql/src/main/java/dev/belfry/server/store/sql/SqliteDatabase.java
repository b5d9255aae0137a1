package dev.belfry.server.store.sql;

import dev.belfry.server.config.Sync;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.inbox.InboxDialect;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// A database of SQLite in the data folder of a store.
final class SqliteDatabase implements Database {
  /// SQLite waits only where a transaction begins as one that writes: one that has read and goes on
  /// to write fails at once. Left to itself it reads all channels in the order of their ids.
  static final Dialect DIALECT = new Dialect("BEGIN IMMEDIATE", "channel INDEXED BY channel_kept");

  private final DataFolder folder;
  private final SqliteFile file;

  SqliteDatabase(DataFolder folder, Sync sync) {
    this.folder = folder;
    this.file = new SqliteFile(folder.database(), sync);
  }

  @Override
  public Dialect dialect() {
    return DIALECT;
  }

  @Override
  public InboxDialect inboxDialect(Clock clock) {
    return new SqliteInboxDialect(clock);
  }

  @Override
  public Connection openToRead() throws SQLException {
    return file.openToRead();
  }

  @Override
  public Connection openToWrite() throws SQLException {
    return file.openToWrite();
  }

  @Override
  public void migrate() throws SQLException {
    file.migrate();
  }

  @Override
  public void opened() throws IOException {
    folder.opened();
  }

  @Override
  public void check() throws IOException {
    folder.check();
  }

  @Override
  public void checkBeforeOpening() throws IOException {
    folder.checkDatabase();
  }
}
