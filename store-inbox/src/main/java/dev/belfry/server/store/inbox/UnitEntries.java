package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.store.inbox.InboxDialect.Pair;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The entries of a transaction, and notifications by their ids.
final class UnitEntries {
  private static final String FIND_IDS =
      "SELECT n.id, n.number FROM {notification} n WHERE n.id ~bytes";

  private static final String FIND_OWN =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM ~pairs w LEFT JOIN {entry} e ON e.notification = w.a AND e.feed = w.b";

  private static final String FIND_SHARED =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.notification ~numbers AND e.feed > 0";

  private static final String FIND_REPLACED =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM {entry} e WHERE e.replace_key = ? AND e.feed ~numbers ORDER BY e.place";

  private static final String ADD =
      "INSERT INTO {entry} (feed, place, at, notification, id, category, tags, grp, expires,"
          + " replace_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String NOTIFICATIONS =
      "SELECT e.notification FROM ~pairs w LEFT JOIN {entry} e ON e.feed = w.a AND e.place = w.b";

  private static final String DELETE = "DELETE FROM {entry} WHERE feed = ? AND place = ?";

  /// Notifications that nothing shows any more.
  private static final String DELETE_ORPHANS =
      "DELETE FROM {notification} WHERE number ~numbers AND state = 0"
          + " AND (SELECT e.feed FROM {entry} e WHERE e.notification = {notification}.number"
          + " LIMIT 1) IS NULL"
          + " AND (SELECT s.person FROM {snooze} s WHERE s.notification = {notification}.number"
          + " LIMIT 1) IS NULL"
          + " RETURNING number";

  private static final String DELETE_EXCEPT = "DELETE FROM {except} WHERE notification ~numbers";

  private final InboxConnection connection;
  private final Map<Ulid, Long> numbers = new HashMap<>();
  private final Map<Long, List<EntryRow>> byNotification = new HashMap<>();
  private final List<EntryRow> added = new ArrayList<>();
  private final Set<Pair> removed = new HashSet<>();
  private final Set<Long> perhapsOrphans = new TreeSet<>();

  UnitEntries(InboxConnection connection) {
    this.connection = connection;
  }

  /// Reads the items that are named, and with whom: those in shared feeds and in each user's own.
  void load(List<Needs> needs, UnitPeople people) throws SQLException {
    Map<Ulid, byte[]> ids = new HashMap<>();
    for (Needs each : needs) {
      each.items().forEach(items -> items.ids().forEach(id -> ids.put(id, id.toBytes())));
    }
    if (ids.isEmpty()) {
      return;
    }
    connection
        .sql(FIND_IDS)
        .bytes(ids.values())
        .list(row -> numbers.put(Ulid.from(row.getBytes(1)), row.getLong(2)));
    Set<Pair> own = new HashSet<>();
    for (Needs each : needs) {
      for (Needs.Items items : each.items()) {
        PersonRow person = people.get(items.user());
        for (Ulid id : items.ids()) {
          Long number = numbers.get(id);
          if (number != null) {
            own.add(new Pair(number, person.feed()));
          }
        }
      }
    }
    if (!own.isEmpty()) {
      connection.sql(FIND_OWN).pairs(own).found(EntryRow::read).forEach(this::known);
      connection
          .sql(FIND_SHARED)
          .numbers(new TreeSet<>(numbers.values()))
          .list(EntryRow::read)
          .forEach(this::known);
    }
  }

  private void known(EntryRow entry) {
    byNotification.computeIfAbsent(entry.notification(), _ -> new ArrayList<>()).add(entry);
  }

  /// All that were read of an id, or added: in shared feeds, and in the own feeds of the users that
  /// it was read for.
  List<EntryRow> of(Ulid id) {
    Long number = numbers.get(id);
    return number == null ? List.of() : byNotification.getOrDefault(number, List.of());
  }

  Collection<EntryRow> all() {
    return byNotification.values().stream().flatMap(List::stream).toList();
  }

  /// The entries that have a replace key, by their feeds: of several the oldest.
  Map<Long, EntryRow> replaced(String replaceKey, Collection<Long> feeds) throws SQLException {
    write();
    Map<Long, EntryRow> found = new HashMap<>();
    connection
        .sql(FIND_REPLACED)
        .with(Bytes.of(replaceKey))
        .numbers(feeds)
        .list(EntryRow::read)
        .forEach(entry -> found.putIfAbsent(entry.feed(), entry));
    return found;
  }

  void add(EntryRow entry) {
    added.add(entry);
    numbers.put(entry.id(), entry.notification());
    known(entry);
  }

  void remove(EntryRow entry) {
    List<EntryRow> same = byNotification.get(entry.notification());
    if (same != null) {
      same.remove(entry);
    }
    if (!added.remove(entry)) {
      removed.add(new Pair(entry.feed(), entry.place()));
    }
    perhapsOrphans.add(entry.notification());
  }

  /// Whatever stands at some places of a feed is removed.
  void trim(long feed, long first, long last) {
    for (long place = first; place <= last; place++) {
      removed.add(new Pair(feed, place));
    }
  }

  /// A notification may be one that nothing shows any more.
  void perhapsOrphan(long notification) {
    perhapsOrphans.add(notification);
  }

  /// Writes what was added and removed.
  void write() throws SQLException {
    if (!added.isEmpty()) {
      Call add = connection.sql(ADD);
      for (EntryRow entry : added) {
        add.with(entry.feed())
            .with(entry.place())
            .with(entry.atMicros())
            .with(entry.notification())
            .with(entry.id().toBytes())
            .with(Bytes.orNull(entry.category()))
            .with(Bytes.tags(entry.tags()))
            .with(Bytes.orNull(entry.group()))
            .with(entry.expiresMillis(), Long.MAX_VALUE)
            .with(Bytes.orNull(entry.replaceKey()))
            .add();
      }
      add.runBatch();
      added.clear();
    }
    if (!removed.isEmpty()) {
      perhapsOrphans.addAll(
          connection.sql(NOTIFICATIONS).pairs(removed).found(row -> row.getLong(1)));
      Call delete = connection.sql(DELETE);
      for (Pair each : removed) {
        delete.with(each.a()).with(each.b()).add();
      }
      delete.runBatch();
      removed.clear();
    }
  }

  void flush() throws SQLException {
    write();
    if (!perhapsOrphans.isEmpty()) {
      List<Long> orphans =
          connection.sql(DELETE_ORPHANS).numbers(perhapsOrphans).list(row -> row.getLong(1));
      if (!orphans.isEmpty()) {
        connection.sql(DELETE_EXCEPT).numbers(orphans).update();
      }
      perhapsOrphans.clear();
    }
  }
}
