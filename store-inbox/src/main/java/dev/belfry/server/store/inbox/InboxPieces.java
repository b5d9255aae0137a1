package dev.belfry.server.store.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Rows of inboxes in any database, piece by piece: the same rows are the same pieces.
///
/// @param connection without autocommit
/// @param tables what stands before the names of tables
public record InboxPieces(Connection connection, String tables) {
  private static final int ROWS_MAX = 1_000;
  private static final long BYTES_MAX = 1 << 20;

  /// What a database may read ahead.
  private static final int FETCHED_ROWS = 32;

  /// Changes with all that a server does: whatever it does to a user counts a revision, and all
  /// else a feed, a notification, a key or a chore.
  private static final List<String> PRINTS =
      List.of(
          "count(*), sum(rev), sum(head), sum(lost) FROM {person}",
          "count(*), sum(head), sum(lost), sum(changes), sum(followers) FROM {feed}",
          "count(*), max(number), sum(state) FROM {notification}",
          "count(*), max(time) FROM {key}",
          "count(*), max(number), sum(cursor) FROM {chore}",
          "sum(items), sum(bytes) FROM {total}",
          "count(*) FROM {entry}");

  /// The rows after a key, at least one where there is any, and so many as fit into memory.
  ///
  /// @param key empty for the first
  public List<InboxRow> after(InboxTable table, String key) throws SQLException {
    List<InboxTable.Column> columns = table.columns();
    StringJoiner names = new StringJoiner(", ");
    table.keyColumns().forEach(column -> names.add(column.name()));
    String parameters = String.join(", ", Collections.nCopies(table.keyColumns().size(), "?"));
    String select =
        "SELECT "
            + table.columnNames()
            + " FROM "
            + tables
            + table.tableName()
            + (key.isEmpty() ? "" : " WHERE (" + names + ") > (" + parameters + ")")
            + " ORDER BY "
            + names
            + " LIMIT "
            + ROWS_MAX;
    List<InboxRow> rows = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setFetchSize(FETCHED_ROWS);
      int parameter = 1;
      for (Object value : key.isEmpty() ? List.of() : table.key(key)) {
        statement.setObject(parameter++, value);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (bytes < BYTES_MAX && row.next()) {
          InboxRow read = read(columns, row);
          rows.add(read);
          bytes += read.bytes();
        }
      }
    }
    return rows;
  }

  private static InboxRow read(List<InboxTable.Column> columns, ResultSet row) throws SQLException {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      if (columns.get(i).bytes()) {
        values[i] = row.getBytes(i + 1);
      } else {
        long number = row.getLong(i + 1);
        values[i] = row.wasNull() ? null : (Long) number;
      }
    }
    return new InboxRow(values);
  }

  /// How many rows a table has.
  public long count(InboxTable table) throws SQLException {
    return Long.parseLong(text("SELECT count(*) FROM {" + table.tableName() + "}"));
  }

  /// Whether nothing was ever kept in these tables.
  public boolean untouched() throws SQLException {
    for (InboxTable table : InboxTable.values()) {
      if (count(table) > (table.begun() ? 1 : 0)) {
        return false;
      }
    }
    return text("SELECT sum(head) FROM {feed}").equals("0");
  }

  /// Changes with whatever is done to the rows.
  public String fingerprint() throws SQLException {
    StringJoiner prints = new StringJoiner(" ");
    for (String print : PRINTS) {
      prints.add(text("SELECT " + print));
    }
    return prints.toString();
  }

  private String text(String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question.replace("{", tables).replace("}", ""))) {
      row.next();
      StringJoiner columns = new StringJoiner("-");
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        columns.add(String.valueOf(row.getString(i)));
      }
      return columns.toString();
    }
  }
}
