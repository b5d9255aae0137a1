package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Items that are hidden until a time.
final class Snoozes {
  private static final String PUT =
      "INSERT INTO {snooze} (person, notification, until, feed, place) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (person, notification) DO UPDATE SET until = excluded.until,"
          + " feed = excluded.feed, place = excluded.place";

  private static final String DUE =
      "SELECT s.person, n.id FROM {snooze} s LEFT JOIN {notification} n ON n.number ="
          + " s.notification"
          + " WHERE s.until <= ? ORDER BY s.until, s.person, n.id LIMIT ?";

  private static final String TAKE =
      "DELETE FROM {snooze} WHERE person = ? AND notification ="
          + " (SELECT n.number FROM {notification} n WHERE n.id = ?)"
          + " RETURNING notification, feed, place";

  private static final String NOTE =
      "SELECT n.number, n.id, n.data, n.expires FROM {notification} n"
          + " WHERE n.number = ? AND n.state <> 1";

  private static final String ENTRY =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.feed = ? AND e.place = ?";

  private Snoozes() {}

  /// One whose time has come.
  record Due(long person, Ulid id) {}

  static List<Due> due(InboxConnection connection, long nowMillis, int most) throws SQLException {
    return connection
        .sql(DUE)
        .with(nowMillis)
        .with(most)
        .list(row -> new Due(row.getLong(1), Ulid.from(row.getBytes(2))));
  }

  static void put(WriteUnit unit, PersonRow person, EntryRow entry, long untilMillis)
      throws SQLException {
    unit.sql(PUT)
        .with(person.number)
        .with(entry.notification())
        .with(untilMillis)
        .with(entry.feed())
        .with(entry.place())
        .update();
  }

  private record Taken(long notification, long feed, long place) {
    static Taken read(ResultSet row) throws SQLException {
      return new Taken(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  /// Brings an item back as a new one of the user's own feed; false where it was not snoozed, or is
  /// no more.
  static boolean wake(WriteUnit unit, PersonRow person, Ulid id) throws SQLException {
    Optional<Taken> taken =
        unit.sql(TAKE).with(person.number).with(id.toBytes()).first(Taken::read);
    if (taken.isEmpty()) {
      return false;
    }
    Optional<EntryRow> entry = entry(unit, taken.get());
    Optional<Note> note = note(unit, taken.get().notification);
    boolean below =
        taken.get().place
            <= (taken.get().feed < 0 ? person.lost : unit.feeds().any(taken.get().feed).lost);
    if (note.isEmpty()
        || (entry.isEmpty() && !below)
        || note.get().expiresMillis() <= unit.nowMillis()) {
      unit.entries().perhapsOrphan(taken.get().notification);
      return false;
    }
    entry.filter(EntryRow::own).ifPresent(unit.entries()::remove); // its place is another now
    unit.append(person, note.get(), entry.map(EntryRow::replaceKey).orElse(""), Optional.empty());
    return true;
  }

  private static Optional<EntryRow> entry(WriteUnit unit, Taken taken) throws SQLException {
    unit.entries().write();
    return unit.sql(ENTRY).with(taken.feed).with(taken.place).first(EntryRow::read);
  }

  private static Optional<Note> note(WriteUnit unit, long number) throws SQLException {
    return unit.sql(NOTE)
        .with(number)
        .first(row -> {
          long expires = row.getLong(4);
          boolean never = row.wasNull();
          return new Note(
              row.getLong(1),
              Ulid.from(row.getBytes(2)),
              Note.decode(row.getBytes(3)),
              never ? Long.MAX_VALUE : expires);
        });
  }
}
