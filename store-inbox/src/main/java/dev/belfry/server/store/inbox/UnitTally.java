package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.view.FeedMarks;
import dev.belfry.server.inbox.view.PlaceSet;
import dev.belfry.server.store.inbox.InboxDialect.Pair;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where the number of users that have seen or read changes from one place of a shared feed to the
/// next. What a transaction adds is written in the order of feeds and places. Below what a feed has
/// the places do not matter, only what their rows come to: they are folded into one.
final class UnitTally {
  /// Rows that are folded in one transaction: more than come in [#PLACES] places from all slots.
  private static final int ROWS = 1_000;

  /// A feed's rows are folded each time it has lost so many places.
  private static final int PLACES = 16;

  private static final String COUNT =
      "INSERT INTO {tally} (feed, place, slot, seen, read) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (feed, place, slot)"
          + " DO UPDATE SET seen = {tally}.seen + excluded.seen,"
          + " read = {tally}.read + excluded.read";

  private static final String LOWEST =
      "SELECT t.place FROM {tally} t WHERE t.feed = ? AND t.place <= ?"
          + " ORDER BY t.place, t.slot LIMIT ?";

  private static final String TAKE =
      "DELETE FROM {tally} WHERE feed = ? AND place <= ? RETURNING seen, read";

  private final InboxConnection connection;
  private final int slot;
  private final TreeMap<Pair, long[]> differences =
      new TreeMap<>(Comparator.comparingLong(Pair::a).thenComparingLong(Pair::b));

  /// The feeds of which rows are to be folded, each with the newest place that it has no more.
  private final TreeMap<Long, Long> folds = new TreeMap<>();

  UnitTally(InboxConnection connection, int slot) {
    this.connection = connection;
    this.slot = slot;
  }

  /// A feed has lost places.
  void lost(long feed, long before, long now) {
    if (before / PLACES != now / PLACES) {
      folds.put(feed, now);
    }
  }

  /// The marks of a user have changed.
  ///
  /// @param before as far as the feed still has what is marked, as the marks of the row
  void changed(MarkRow row, FeedMarks before) {
    boolean followed = row.followedBefore();
    boolean follows = row.following();
    changed(
        row.feed,
        0,
        MarkRow.counted(before.seen(), before, followed),
        MarkRow.counted(row.marks.seen(), row.marks, follows));
    changed(
        row.feed,
        1,
        MarkRow.counted(before.read(), before, followed),
        MarkRow.counted(row.marks.read(), row.marks, follows));
  }

  private void changed(long feed, int kind, PlaceSet before, PlaceSet after) {
    if (before.equals(after)) {
      return;
    }
    after.minus(before).forEachRun((first, last) -> run(feed, kind, first, last, 1));
    before.minus(after).forEachRun((first, last) -> run(feed, kind, first, last, -1));
  }

  private void run(long feed, int kind, long first, long last, int by) {
    add(feed, first, kind, by);
    add(feed, last + 1, kind, -by);
  }

  private void add(long feed, long place, int kind, long by) {
    differences.computeIfAbsent(new Pair(feed, place), _ -> new long[2])[kind] += by;
  }

  void flush() throws SQLException {
    for (Map.Entry<Long, Long> each : folds.entrySet()) {
      fold(each.getKey(), each.getValue());
    }
    Call count = connection.sql(COUNT);
    boolean any = false;
    for (Map.Entry<Pair, long[]> each : differences.entrySet()) {
      long[] by = each.getValue();
      if (by[0] != 0 || by[1] != 0) {
        count
            .with(each.getKey().a())
            .with(each.getKey().b())
            .with(slot)
            .with(by[0])
            .with(by[1])
            .add();
        any = true;
      }
    }
    if (any) {
      count.runBatch();
    }
  }

  /// What another node adds meanwhile is folded the next time.
  private void fold(long feed, long lost) throws SQLException {
    List<Long> places =
        connection.sql(LOWEST).with(feed).with(lost).with(ROWS).list(row -> row.getLong(1));
    if (places.size() > 1) {
      long through = places.getLast();
      connection
          .sql(TAKE)
          .with(feed)
          .with(through)
          .list(row -> new Pair(row.getLong(1), row.getLong(2)))
          .forEach(taken -> {
            add(feed, through, 0, taken.a());
            add(feed, through, 1, taken.b());
          });
    }
  }
}
