package dev.belfry.server.store.inbox;

import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/// The database of the inboxes, as the store gives it that has it. Any thread asks, and no call
/// waits. Stages fail with `InboxUnavailable` where the database does not work or has too much to
/// do.
public interface InboxDatabase {
  /// Reads, on a thread that may wait.
  @FunctionalInterface
  interface Reading<T> {
    T read(InboxConnection connection) throws SQLException;
  }

  /// Reads one state of the database.
  <T> CompletionStage<T> read(Reading<T> reading);

  /// Writes in a transaction that others may share; its stage completes after the commit.
  void write(InboxWrite<?> write);

  /// The time as the database has it, milliseconds since 1970.
  long nowMillis();
}
