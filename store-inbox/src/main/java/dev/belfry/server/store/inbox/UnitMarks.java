package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.view.FeedMarks;
import dev.belfry.server.store.inbox.InboxDialect.Pair;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What users of a transaction did with shared feeds. Each belongs to a user that is locked.
final class UnitMarks {
  private static final String READ =
      "SELECT "
          + MarkRow.COLUMNS
          + " FROM ~pairs w LEFT JOIN {mark} m ON m.person = w.a AND m.feed = w.b";

  private static final String READ_ALL =
      "SELECT " + MarkRow.COLUMNS + " FROM {mark} m WHERE m.person = ?";

  private static final String PUT =
      "INSERT INTO {mark} (person, feed, left_head, sets) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (person, feed)"
          + " DO UPDATE SET left_head = excluded.left_head, sets = excluded.sets";

  private static final String DELETE = "DELETE FROM {mark} WHERE person = ? AND feed = ?";

  private final InboxConnection connection;
  private final UnitFeeds feeds;
  private final UnitTally tally;
  private final Map<Pair, MarkRow> rows = new HashMap<>();

  UnitMarks(InboxConnection connection, UnitFeeds feeds, UnitTally tally) {
    this.connection = connection;
    this.feeds = feeds;
    this.tally = tally;
  }

  void read(Collection<Pair> pairs) throws SQLException {
    Set<Pair> missing = new HashSet<>(pairs);
    missing.removeAll(rows.keySet());
    if (missing.isEmpty()) {
      return;
    }
    for (MarkRow row : connection.sql(READ).pairs(missing).found(MarkRow::read)) {
      rows.put(new Pair(row.person, row.feed), row);
    }
    for (Pair each : missing) {
      rows.computeIfAbsent(each, pair -> new MarkRow(pair.a(), pair.b()));
    }
  }

  /// The row, which may not exist yet.
  MarkRow get(PersonRow person, long feed) throws SQLException {
    Pair pair = new Pair(person.number, feed);
    MarkRow row = rows.get(pair);
    if (row == null) {
      read(List.of(pair));
      row = rows.get(pair);
    }
    if (row == null) {
      throw new IllegalStateException("read, and not there");
    }
    return row;
  }

  /// The row of a user that is new: nothing is there.
  MarkRow add(PersonRow person, long feed) {
    return rows.computeIfAbsent(
        new Pair(person.number, feed), pair -> new MarkRow(pair.a(), pair.b()));
  }

  /// All feeds that a user follows or has followed.
  List<MarkRow> all(PersonRow person) throws SQLException {
    for (MarkRow row : connection.sql(READ_ALL).with(person.number).list(MarkRow::read)) {
      rows.putIfAbsent(new Pair(row.person, row.feed), row);
    }
    List<MarkRow> all = new ArrayList<>();
    rows.forEach((pair, row) -> {
      if (pair.a() == person.number && row.exists) {
        all.add(row);
      }
    });
    return all;
  }

  // ---- writing back

  void flush() throws SQLException {
    List<MarkRow> dirty = rows.values().stream().filter(MarkRow::dirty).toList();
    if (dirty.isEmpty()) {
      return;
    }
    feeds.read(dirty.stream().map(row -> row.feed).toList());
    Call put = connection.sql(PUT);
    Call delete = connection.sql(DELETE);
    boolean puts = false;
    boolean deletes = false;
    for (MarkRow row : dirty) {
      long lost = feeds.any(row.feed).lost;
      FeedMarks before = row.before().settled(lost);
      row.marks = row.marks.settled(lost);
      tally.changed(row, before);
      if (row.exists) {
        put.with(row.person)
            .with(row.feed)
            .with(row.leftHead, MarkRow.FOLLOWING)
            .with(row.marks.equals(FeedMarks.NONE) ? null : row.marks.encode())
            .add();
        puts = true;
      } else {
        delete.with(row.person).with(row.feed).add();
        deletes = true;
      }
    }
    if (puts) {
      put.runBatch();
    }
    if (deletes) {
      delete.runBatch();
    }
  }
}
