package dev.belfry.server.store.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// A connection of the database with the statements that were prepared on it. One thread at a time
/// uses it.
public final class InboxConnection implements AutoCloseable {
  private final Connection connection;
  private final InboxDialect dialect;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  public InboxConnection(Connection connection, InboxDialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /// The connection itself.
  public Connection jdbc() {
    return connection;
  }

  InboxDialect dialect() {
    return dialect;
  }

  /// A statement, ready to be given its parameters. `{name}` in it is a table, and `~` begins the
  /// words of the dialect.
  Call sql(String text) throws SQLException {
    PreparedStatement prepared = statements.get(text);
    if (prepared == null) {
      prepared = connection.prepareStatement(translated(text));
      statements.put(text, prepared);
    }
    return new Call(prepared, dialect);
  }

  private String translated(String text) {
    return text.replace("{", dialect.tables())
        .replace("}", "")
        .replace("~numbers", dialect.amongNumbers())
        .replace("~bytestable", dialect.bytesTable())
        .replace("~bytes", dialect.amongBytes())
        .replace("~pairs", dialect.pairsTable())
        .replace("~epoch", dialect.epoch())
        .replace("~lock", dialect.lock());
  }

  /// Forgets what statements were given, after a failure between.
  void reset() throws SQLException {
    close();
  }

  /// Closes the statements; the connection is another's.
  @Override
  public void close() throws SQLException {
    for (PreparedStatement each : statements.values()) {
      each.close();
    }
    statements.clear();
  }
}
