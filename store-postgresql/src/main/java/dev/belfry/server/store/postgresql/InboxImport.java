package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.inbox.InboxData;
import dev.belfry.server.store.inbox.InboxPieces;
import dev.belfry.server.store.inbox.InboxRow;
import dev.belfry.server.store.inbox.InboxTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Takes over the inboxes that another store keeps: all rows as they are, with their numbers, so
/// that what clients know of their inboxes stays true. In transactions of the caller's.
///
/// @param schema where the tables are
record InboxImport(Connection connection, String schema, InboxData data) {
  /// A database that has not looked at its new rows would sort them for each piece.
  private static final String BY_KEY =
      "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
          + " SET LOCAL enable_sort = off";

  /// How far it is.
  ///
  /// @param key of the last row taken; empty where none was
  private record Place(InboxTable table, String key) {
    static Place parse(String text) {
      int space = text.indexOf(' ');
      return text.isEmpty()
          ? new Place(InboxTable.first(), "")
          : new Place(InboxTable.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    String text() {
      return table + " " + key;
    }
  }

  /// What a piece has come to.
  ///
  /// @param place where the next one begins; empty where there is none
  record Piece(Optional<String> place, int rows) {}

  private InboxPieces pieces() {
    return new InboxPieces(connection, tables());
  }

  private String tables() {
    return schema + ".inbox_";
  }

  /// Whether nobody has an inbox here.
  boolean untouched() throws SQLException {
    return pieces().untouched();
  }

  /// Makes room for the rows that every database has.
  void begin() throws SQLException {
    for (InboxTable table : InboxTable.values()) {
      if (table.begun()) {
        execute("DELETE FROM " + tables() + table.tableName());
      }
    }
  }

  /// Takes some rows.
  ///
  /// @param from where it begins; empty for the beginning
  Piece piece(String from) throws SQLException, IOException {
    Place place = Place.parse(from);
    List<InboxRow> rows = data.rowsAfter(place.table, place.key);
    if (!rows.isEmpty()) {
      add(place.table, rows);
      String last = place.table.keyOf(rows.getLast());
      return new Piece(Optional.of(new Place(place.table, last).text()), rows.size());
    }
    return new Piece(place.table.next().map(next -> new Place(next, "").text()), 0);
  }

  private void add(InboxTable table, List<InboxRow> rows) throws SQLException {
    int columns = table.columns().size();
    String insert =
        "INSERT INTO %s%s (%s) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(%s)"
            .formatted(
                tables(),
                table.tableName(),
                table.columnNames(),
                String.join(", ", Collections.nCopies(columns, "?")));
    try (PreparedStatement call = connection.prepareStatement(insert)) {
      ArrayParameters<InboxRow> arrays = new ArrayParameters<>(connection, call, rows);
      for (int i = 0; i < columns; i++) {
        int column = i;
        boolean bytes = table.columns().get(i).bytes();
        arrays.set(
            i + 1,
            bytes ? "bytea" : "int8",
            bytes ? new byte[0][] : new Long[0],
            row -> row.value(column));
      }
      call.executeUpdate();
    }
  }

  /// Numbers that are given from now on come after those that the other store gave, also to rows
  /// that are gone.
  void settle() throws SQLException, IOException {
    for (InboxTable table : InboxTable.values()) {
      long last = table.numbered() ? data.lastNumber(table) : 0;
      if (last > 0) {
        execute(
            "SELECT setval(pg_get_serial_sequence('%s%s', 'number'), %d)"
                .formatted(tables(), table.tableName(), last));
      }
    }
  }

  /// Reads all of it once more, on both sides.
  ///
  /// @param progress is told how many rows are equal so far
  /// @throws IOException where a row is not what the other store has
  void check(LongConsumer progress) throws SQLException, IOException {
    execute(BY_KEY);
    long equal = 0;
    for (InboxTable table : InboxTable.values()) {
      String key = "";
      List<InboxRow> wanted;
      do {
        wanted = data.rowsAfter(table, key);
        List<InboxRow> there = pieces().after(table, key);
        if (!there.equals(wanted)) {
          throw new IOException(
              "the table "
                  + tables()
                  + table.tableName()
                  + " is not what was moved"
                  + (key.isEmpty() ? "" : ", after the row " + key)
                  + "; drop the schema "
                  + schema
                  + " to begin anew");
        }
        equal += wanted.size();
        key = wanted.isEmpty() ? "" : table.keyOf(wanted.getLast());
        progress.accept(equal);
      } while (!wanted.isEmpty());
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
