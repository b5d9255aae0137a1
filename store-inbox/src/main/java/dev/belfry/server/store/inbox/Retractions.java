package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Notifications are taken back.
final class Retractions {
  private static final String FEEDS =
      "SELECT e.feed FROM {notification} n"
          + " LEFT JOIN {entry} e ON e.notification = n.number AND e.feed > 0 WHERE n.id = ?";

  private static final String SHARED =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.notification = ? AND e.feed > 0";

  private Retractions() {}

  /// What came of it.
  sealed interface Done {
    Done UNKNOWN = new Unknown();
    Done STALE = new Stale();

    /// There is none.
    record Unknown() implements Done {}

    /// It has come into another feed since its feeds were read.
    record Stale() implements Done {}

    /// @param chore what is left to be done
    record Taken(OptionalLong chore) implements Done {}
  }

  private record Kept(long number, long state) {}

  /// The shared feeds in which a notification stands.
  static List<Long> feeds(InboxConnection connection, Ulid id) throws SQLException {
    return connection.sql(FEEDS).with(id.toBytes()).found(row -> row.getLong(1));
  }

  static Done retract(WriteUnit unit, Ulid id) throws SQLException {
    Optional<Kept> kept =
        unit.sql("SELECT n.number, n.state FROM {notification} n WHERE n.id = ?")
            .with(id.toBytes())
            .first(row -> new Kept(row.getLong(1), row.getLong(2)));
    if (kept.isEmpty()) {
      return Done.UNKNOWN;
    }
    long number = kept.get().number;
    unit.entries().write();
    List<EntryRow> shared = unit.sql(SHARED).with(number).list(EntryRow::read);
    for (EntryRow entry : shared) {
      if (unit.feeds().locked(entry.feed()).isEmpty()) {
        return Done.STALE;
      }
    }
    Scheduling.remove(unit, number);
    unit.sql("UPDATE {notification} SET state = 1 WHERE number = ?").with(number).update();
    unit.sql("DELETE FROM {chore} WHERE kind = 1 AND subject = ?").with(number).update();
    for (Long feed : new TreeSet<>(shared.stream().map(EntryRow::feed).toList())) {
      unit.remove(unit.feeds().any(feed), shared.stream().filter(e -> e.feed() == feed).toList());
    }
    if (!Chores.hasOwnOrSnoozed(unit, number)) {
      return new Done.Taken(OptionalLong.empty());
    }
    long chore = Chores.add(unit, Chores.RETRACT, number, new byte[0]);
    return new Done.Taken(OptionalLong.of(chore));
  }
}
