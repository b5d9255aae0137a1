package dev.belfry.server.store.inbox;

import dev.belfry.server.auth.UserId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The users that a transaction writes to: locked in the order of their numbers, so that no two
/// transactions wait for each other.
final class UnitPeople {
  private static final String FIND = "SELECT p.number, p.name FROM {person} p WHERE p.name ~bytes";

  private static final String ADD =
      "INSERT INTO {person} (name, rev, head, lost, at)"
          + " SELECT w.b, 0, 0, 0, 0 FROM ~bytestable w WHERE true ORDER BY w.b"
          + " ON CONFLICT (name) DO NOTHING RETURNING number";

  private static final String LOCK =
      "SELECT "
          + PersonRow.COLUMNS
          + " FROM {person} p WHERE p.number ~numbers ORDER BY p.number~lock";

  private static final String UPDATE =
      "UPDATE {person} SET rev = ?, head = ?, lost = ?, at = ?, own = ?, prefs = ?"
          + " WHERE number = ?";

  private static final String DELETE = "DELETE FROM {person} WHERE number = ?";

  private final InboxConnection connection;
  private final Map<Long, PersonRow> byNumber = new HashMap<>();
  private final Map<UserId, PersonRow> byName = new HashMap<>();
  private final List<PersonRow> fresh = new ArrayList<>();

  UnitPeople(InboxConnection connection) {
    this.connection = connection;
  }

  void load(List<Needs> needs) throws SQLException {
    TreeMap<String, byte[]> wanted = new TreeMap<>();
    TreeMap<String, byte[]> known = new TreeMap<>();
    Set<Long> numbers = new TreeSet<>();
    for (Needs each : needs) {
      each.users().forEach(user -> wanted.put(user.text(), Bytes.of(user.text())));
      each.known().forEach(user -> known.put(user.text(), Bytes.of(user.text())));
      numbers.addAll(each.numbers());
    }
    known.putAll(wanted);
    Set<String> found = new HashSet<>();
    if (!known.isEmpty()) {
      find(known.values(), numbers, found);
    }
    List<byte[]> missing = new ArrayList<>();
    wanted.forEach((name, bytes) -> {
      if (!found.contains(name)) {
        missing.add(bytes);
      }
    });
    Set<Long> added = missing.isEmpty() ? Set.of() : add(missing, numbers);
    lock(numbers, added);
  }

  private void find(Collection<byte[]> names, Set<Long> numbers, Set<String> found)
      throws SQLException {
    connection
        .sql(FIND)
        .bytes(names)
        .list(row -> {
          numbers.add(row.getLong(1));
          return found.add(Bytes.text(row.getBytes(2)));
        });
  }

  private Set<Long> add(List<byte[]> names, Set<Long> numbers) throws SQLException {
    Set<Long> added = new HashSet<>(connection.sql(ADD).bytes(names).list(row -> row.getLong(1)));
    numbers.addAll(added);
    if (added.size() < names.size()) { // another node was first with some
      find(names, numbers, new HashSet<>());
    }
    return added;
  }

  private void lock(Set<Long> numbers, Set<Long> added) throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    for (PersonRow person : connection.sql(LOCK).numbers(numbers).list(PersonRow::read)) {
      byNumber.put(person.number, person);
      byName.put(person.user, person);
      if (added.contains(person.number)) {
        fresh.add(person);
      }
    }
  }

  /// Those who were not known before.
  List<PersonRow> fresh() {
    return fresh;
  }

  /// A user that was named as one who is to be known.
  PersonRow get(UserId user) throws SQLException {
    PersonRow person = byName.get(user);
    if (person == null || person.erased) {
      throw new SQLException("a user was erased meanwhile");
    }
    return person;
  }

  Optional<PersonRow> find(UserId user) {
    @Nullable PersonRow person = byName.get(user);
    return person == null || person.erased ? Optional.empty() : Optional.of(person);
  }

  Optional<PersonRow> find(long number) {
    @Nullable PersonRow person = byNumber.get(number);
    return person == null || person.erased ? Optional.empty() : Optional.of(person);
  }

  void flush() throws SQLException {
    Call update = connection.sql(UPDATE);
    Call delete = connection.sql(DELETE);
    boolean updates = false;
    boolean deletes = false;
    for (PersonRow person : byNumber.values()) {
      if (person.erased) {
        delete.with(person.number).add();
        deletes = true;
      } else if (person.dirty) {
        person.own = person.own.settled(person.lost);
        update
            .with(person.changes())
            .with(person.head)
            .with(person.lost)
            .with(person.atMicros)
            .with(person.encodedOwn())
            .with(person.encodedPreferences())
            .with(person.number)
            .add();
        updates = true;
      }
    }
    if (updates) {
      update.runBatch();
    }
    if (deletes) {
      delete.runBatch();
    }
  }
}
