package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.store.inbox.InboxDialect.Pair;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Entries that leave their feeds by the clock: they have expired, or are older than what is kept.
/// Found by indexes by time, some at a time, whatever their feeds.
final class OldEntries {
  /// Entries that leave in one transaction.
  static final int SOME = 200;

  private static final String EXPIRED =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM {entry} e WHERE e.expires <= ? ORDER BY e.expires, e.feed, e.place LIMIT ?";

  private static final String AGED =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.at < ? ORDER BY e.at LIMIT ?";

  private static final String STILL =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM ~pairs w LEFT JOIN {entry} e ON e.feed = w.a AND e.place = w.b";

  /// The retention time, the only row.
  private static final String TIME = "SELECT r.time FROM {retention} r WHERE r.one = 1";

  private static final String MOVE = "UPDATE {retention} SET time = ? WHERE one = 1 AND time = ?";

  private OldEntries() {}

  static List<EntryRow> expired(InboxConnection connection, long nowMillis) throws SQLException {
    return connection.sql(EXPIRED).with(nowMillis).with(SOME).list(EntryRow::read);
  }

  /// What is too old.
  ///
  /// @param time the retention time
  /// @param next what it is to be
  record Aged(long time, long next, List<EntryRow> entries) {
    static final Aged NOTHING = new Aged(0, 0, List.of());

    boolean isNothing() {
      return time == next && entries.isEmpty();
    }
  }

  /// Finds what is too old.
  ///
  /// @param moves whether the retention time may go on
  static Aged aged(InboxConnection connection, InboxTools tools, long nowMillis, boolean moves)
      throws SQLException {
    InboxAges ages = tools.ages();
    if (!ages.any()) {
      return Aged.NOTHING;
    }
    long time = connection.sql(TIME).number();
    tools.retentionMillis().set(time);
    long next = moves ? ages.next(time, nowMillis) : time;
    List<EntryRow> entries =
        connection.sql(AGED).with(ages.beforeMicros(next)).with(SOME).list(EntryRow::read);
    return new Aged(time, next, entries);
  }

  /// What taking entries out needs.
  static Needs needs(List<EntryRow> entries) {
    Needs needs = Needs.none();
    List<Long> people = new ArrayList<>();
    for (EntryRow entry : entries) {
      if (entry.own()) {
        people.add(-entry.feed());
      } else {
        needs.feed(entry.feed());
      }
    }
    return needs.people(people);
  }

  static boolean expire(WriteUnit unit, List<EntryRow> found) throws SQLException {
    for (Map.Entry<Long, List<EntryRow>> each : still(unit, found).entrySet()) {
      if (each.getKey() < 0) {
        Optional<PersonRow> person = unit.people().find(-each.getKey());
        person.ifPresent(owner -> unit.remove(owner, each.getValue()));
      } else {
        unit.remove(unit.feeds().any(each.getKey()), each.getValue());
      }
    }
    return true;
  }

  /// Times rise in a feed: whatever stands before one that is too old is gone or goes with it, so
  /// the feed begins after it.
  static boolean age(WriteUnit unit, Aged aged) throws SQLException {
    if (aged.next != aged.time) {
      unit.sql(MOVE).with(aged.next).with(aged.time).update();
    }
    for (Map.Entry<Long, List<EntryRow>> each : still(unit, aged.entries).entrySet()) {
      long last = each.getValue().stream().mapToLong(EntryRow::place).max().orElseThrow();
      if (each.getKey() < 0) {
        Optional<PersonRow> person = unit.people().find(-each.getKey());
        if (person.isPresent()) {
          person.get().lost = Math.max(person.get().lost, last);
          unit.remove(person.get(), each.getValue());
        }
      } else {
        FeedRow feed = unit.feeds().any(each.getKey());
        unit.lose(feed, last);
        unit.remove(feed, each.getValue());
      }
    }
    return true;
  }

  /// Those that still stand where they were found, by their feeds.
  private static Map<Long, List<EntryRow>> still(WriteUnit unit, List<EntryRow> found)
      throws SQLException {
    Map<Long, List<EntryRow>> byFeed = new TreeMap<>();
    if (found.isEmpty()) {
      return byFeed;
    }
    unit.entries().write();
    List<Pair> places = found.stream().map(entry -> new Pair(entry.feed(), entry.place())).toList();
    for (EntryRow entry : unit.sql(STILL).pairs(places).found(EntryRow::read)) {
      byFeed.computeIfAbsent(entry.feed(), _ -> new ArrayList<>()).add(entry);
    }
    return byFeed;
  }
}
