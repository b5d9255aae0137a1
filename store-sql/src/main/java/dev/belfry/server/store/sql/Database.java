package dev.belfry.server.store.sql;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.inbox.InboxDialect;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// The database of a store, as its engine has it: all else here is what any SQL database needs.
interface Database {
  /// What the engine says in its own way; all other statements are standard.
  ///
  /// @param begin begins a transaction that may write, and waits for another process that holds the
  ///   database
  /// @param keptChannels the table of channels, read by the index of those that have messages
  record Dialect(String begin, String keptChannels) {}

  Dialect dialect();

  /// The same for inboxes.
  InboxDialect inboxDialect(Clock clock);

  /// A connection for reading, without autocommit. What `migrate` has not made is not made.
  Connection openToRead() throws SQLException;

  /// A connection for writing, in autocommit: its transactions begin by the dialect's statement.
  /// What `migrate` has not made is not made.
  Connection openToWrite() throws SQLException;

  /// Brings the schema up to date.
  void migrate() throws SQLException;

  /// The database is open and has been written to: from now on it has to be this one.
  void opened() throws IOException;

  /// Fails where what is written may not be found again though each commit succeeds: the names of
  /// the database lead elsewhere.
  ///
  /// @throws IOException in one sentence
  void check() throws IOException;

  /// As `check`, before it is opened again.
  void checkBeforeOpening() throws IOException;
}
