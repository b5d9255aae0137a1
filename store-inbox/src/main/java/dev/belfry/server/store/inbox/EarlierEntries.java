package dev.belfry.server.store.inbox;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// What a shared feed has already when a user comes to it, of which some may be found.
final class EarlierEntries {
  private static final String NEXT =
      "SELECT e.place, e.at FROM {entry} e WHERE e.feed = ? AND e.place >= ?"
          + " ORDER BY e.place LIMIT 1";

  private static final String EXCEPTED =
      "SELECT e.place FROM {except} x LEFT JOIN {entry} e ON e.notification = x.notification"
          + " AND e.feed = ? WHERE x.person = ?";

  private static final long MICROS_PER_MILLI = 1_000;

  private EarlierEntries() {}

  private record Entry(long place, long atMicros) {}

  /// The last place that is too old to be found. Times rise with places, so it takes as many looks
  /// as the window has binary digits; none where all is too old.
  ///
  /// @param ageMillis of what is found; 0 for nothing
  static long hiddenThrough(WriteUnit unit, FeedRow feed, long ageMillis) throws SQLException {
    long from = (unit.nowMillis() - ageMillis) * MICROS_PER_MILLI;
    if (ageMillis == 0 || feed.atMicros < from) {
      return feed.head;
    }
    unit.entries().write();
    long old = feed.lost;
    long last = feed.head;
    while (old < last) {
      long middle = old + (last - old + 1) / 2;
      Optional<Entry> next =
          unit.sql(NEXT)
              .with(feed.number)
              .with(middle)
              .first(row -> new Entry(row.getLong(1), row.getLong(2)));
      if (next.isPresent() && next.get().atMicros < from) {
        old = next.get().place;
      } else {
        last = middle - 1;
      }
    }
    return old;
  }

  /// Places of a feed with what was not for a user.
  static List<Long> excepted(WriteUnit unit, FeedRow feed, PersonRow person) throws SQLException {
    return unit.sql(EXCEPTED).with(feed.number).with(person.number).found(row -> row.getLong(1));
  }
}
