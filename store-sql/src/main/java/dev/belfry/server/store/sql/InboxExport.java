package dev.belfry.server.store.sql;

import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.inbox.InboxPieces;
import dev.belfry.server.store.inbox.InboxRow;
import dev.belfry.server.store.inbox.InboxTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The inboxes in a data folder, for another store to take over.
///
/// @param database its file
record InboxExport(Path database, Connection connection) implements InboxData {
  private static final String TABLES = "inbox_";

  private interface Reading<T> {
    T of(InboxPieces pieces) throws SQLException;
  }

  private <T> T read(Reading<T> reading) throws IOException {
    try {
      return reading.of(new InboxPieces(connection, TABLES));
    } catch (SQLException failure) {
      throw new IOException(
          "the database " + database + " can't be read: " + failure.getMessage(), failure);
    }
  }

  @Override
  public Sizes sizes() throws IOException {
    return read(pieces ->
        new Sizes(pieces.count(InboxTable.PERSON), pieces.count(InboxTable.NOTIFICATION)));
  }

  @Override
  public String fingerprint() throws IOException {
    return read(InboxPieces::fingerprint);
  }

  @Override
  public List<InboxRow> rowsAfter(InboxTable table, String key) throws IOException {
    return read(pieces -> pieces.after(table, key));
  }

  @Override
  public long lastNumber(InboxTable table) throws IOException {
    String name = TABLES + table.tableName();
    String last =
        "SELECT max((SELECT coalesce(max(number), 0) FROM "
            + name
            + "), coalesce((SELECT seq FROM sqlite_sequence WHERE name = '"
            + name
            + "'), 0))";
    return read(_ -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(last)) {
        return row.getLong(1);
      }
    });
  }
}
