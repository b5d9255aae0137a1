package dev.belfry.server.store.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables of inboxes, which have the same columns in each database. Numbers are whole; all else
/// is bytes.
public enum InboxTable {
  FEED(1, "number, *name, head, lost, at, changes, followers"),
  PERSON(1, "number, *name, rev, head, lost, at, *own, *prefs"),
  MARK(2, "person, feed, left_head, *sets"),
  NOTIFICATION(1, "number, *id, *author, state, at, recipients, expires, *data"),
  ENTRY(2, "feed, place, at, notification, *id, *category, *tags, *grp, expires, *replace_key"),
  TALLY(3, "feed, place, slot, seen, read"),
  EXCEPT(2, "notification, person"),
  SNOOZE(2, "person, notification, until, feed, place"),
  CHORE(1, "number, kind, subject, cursor, *data, touched"),
  SCHEDULED(1, "number, at, cost, *data"),
  TOTAL(1, "one, items, bytes"),
  RETENTION(1, "one, time"),
  KEY(1, "*text, *digest, *id, recipients, time");

  private static final HexFormat HEX = HexFormat.of();

  private final int keys;
  private final String columns;

  /// @param keys how many of the columns, the first ones, are the primary key
  /// @param columns their names; a star is before those of bytes
  InboxTable(int keys, String columns) {
    this.keys = keys;
    this.columns = columns;
  }

  /// A column.
  ///
  /// @param bytes whether it has bytes; else it has numbers
  public record Column(String name, boolean bytes) {}

  /// The first table, in the order in which they are moved.
  public static InboxTable first() {
    return FEED;
  }

  /// The table after this one; empty where it is the last.
  public Optional<InboxTable> next() {
    List<InboxTable> all = List.of(values());
    int next = all.indexOf(this) + 1;
    return next == all.size() ? Optional.empty() : Optional.of(all.get(next));
  }

  /// As the databases name it, after what all names of tables begin with.
  public String tableName() {
    return switch (this) {
      case FEED -> "feed";
      case PERSON -> "person";
      case MARK -> "mark";
      case NOTIFICATION -> "notification";
      case ENTRY -> "entry";
      case TALLY -> "tally";
      case EXCEPT -> "except";
      case SNOOZE -> "snooze";
      case CHORE -> "chore";
      case SCHEDULED -> "scheduled";
      case TOTAL -> "total";
      case RETENTION -> "retention";
      case KEY -> "key";
    };
  }

  /// Whether the database gives its numbers, and none of them twice.
  public boolean numbered() {
    return switch (this) {
      case FEED, PERSON, NOTIFICATION, CHORE -> true;
      case MARK, ENTRY, TALLY, EXCEPT, SNOOZE, SCHEDULED, TOTAL, RETENTION, KEY -> false;
    };
  }

  /// Whether every database has a row in it from the beginning.
  public boolean begun() {
    return switch (this) {
      case FEED, TOTAL, RETENTION -> true;
      case PERSON, MARK, NOTIFICATION, ENTRY, TALLY, EXCEPT, SNOOZE, CHORE, SCHEDULED, KEY -> false;
    };
  }

  public List<Column> columns() {
    return Arrays.stream(columns.split(", ", -1))
        .map(column -> new Column(column.replace("*", ""), column.startsWith("*")))
        .toList();
  }

  /// The names of all columns.
  public String columnNames() {
    return columns().stream().map(Column::name).collect(Collectors.joining(", "));
  }

  List<Column> keyColumns() {
    return columns().subList(0, keys);
  }

  /// The primary key of a row as text.
  public String keyOf(InboxRow row) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < keys; i++) {
      @Nullable Object value = row.value(i);
      text.add(value instanceof byte[] bytes ? HEX.formatHex(bytes) : String.valueOf(value));
    }
    return text.toString();
  }

  /// What `keyOf` has made text of.
  List<Object> key(String text) {
    String[] parts = text.split(" ", -1);
    List<Object> values = new ArrayList<>();
    for (Column column : keyColumns()) {
      String part = parts[values.size()];
      values.add(column.bytes() ? (Object) HEX.parseHex(part) : (Object) Long.valueOf(part));
    }
    return values;
  }
}
