package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.ImportedItem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Items that users had elsewhere, put into their own feeds. A feed is in the order of time: where
/// something older comes into it, what it has gets new places behind it, all of them, and the
/// places before are left for good.
final class Imports {
  /// Items that are imported in one transaction.
  static final int CHUNK = 100;

  private static final String KNOWN = "SELECT 1 FROM {key} WHERE text = ? AND time >= ?";

  private static final String PUT_KEY =
      "INSERT INTO {key} (text, digest, id, recipients, time) VALUES (?, ?, ?, 1, ?)"
          + " ON CONFLICT (text) DO UPDATE SET id = excluded.id, time = excluded.time";

  private static final String ADD =
      "INSERT INTO {notification} (id, author, state, at, recipients, expires, data)"
          + " VALUES (?, ?, 0, ?, 1, ?, ?) RETURNING number";

  private static final String OWN =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.feed = ? ORDER BY e.place";

  private static final String MOVE_SNOOZE =
      "UPDATE {snooze} SET place = ? WHERE person = ? AND feed = ? AND place = ?";

  private static final String USERS =
      "SELECT p.name FROM {person} p WHERE p.name > ? ORDER BY p.name LIMIT ?";

  private static final Comparator<Placed> BY_TIME =
      Comparator.comparingLong((Placed each) -> each.entry.atMicros())
          .thenComparing(each -> each.entry.id());

  private static final long MICROS_PER_MILLI = 1_000;

  private Imports() {}

  /// An entry that gets a place: a new one, with what was done with it elsewhere, or one of before.
  private record Placed(EntryRow entry, Optional<ImportedItem> from) {}

  static Needs needs(List<ImportedItem> items) {
    Needs needs = Needs.none().users(items.stream().map(ImportedItem::user).distinct().toList());
    items.stream().map(item -> "import " + item.key()).distinct().forEach(needs::key);
    items.forEach(item -> needs.data(item.notification().fields().text().length()));
    return needs;
  }

  /// Takes items; returns how many were not there before.
  static int take(WriteUnit unit, List<ImportedItem> items) throws SQLException {
    Map<UserId, List<Placed>> byUser = new LinkedHashMap<>();
    int taken = 0;
    for (ImportedItem item : items) {
      PersonRow person = unit.people().get(item.user());
      if (isNew(unit, item)) {
        byUser
            .computeIfAbsent(item.user(), _ -> new ArrayList<>())
            .add(new Placed(entry(unit, person, item), Optional.of(item)));
        taken++;
      }
    }
    for (Map.Entry<UserId, List<Placed>> each : byUser.entrySet()) {
      PersonRow person = unit.people().get(each.getKey());
      place(unit, person, each.getValue());
      unit.changed(person, Optional.empty());
    }
    return taken;
  }

  private static boolean isNew(WriteUnit unit, ImportedItem item) throws SQLException {
    long oldest = unit.nowMillis() - unit.tools().keyAgeMillis();
    return !unit.sql(KNOWN).with(keyOf(item)).with(oldest).any();
  }

  /// Keys of imports are apart from those of authors.
  private static byte[] keyOf(ImportedItem item) {
    return Bytes.of(out -> {
      Bytes.writeText(out, "import");
      Bytes.writeText(out, item.user().text());
      Bytes.writeText(out, item.key());
    });
  }

  /// Keeps what an item says; it has no place yet.
  private static EntryRow entry(WriteUnit unit, PersonRow person, ImportedItem item)
      throws SQLException {
    Ulid id = unit.tools().ids().get();
    long number =
        unit.sql(ADD)
            .with(id.toBytes())
            .with(Bytes.of(""))
            .with(item.atMicros() / MICROS_PER_MILLI)
            .with(item.expiresMillis(), Long.MAX_VALUE)
            .with(Note.encode(item.notification()))
            .number();
    unit.sql(PUT_KEY)
        .with(keyOf(item))
        .with(new byte[0])
        .with(id.toBytes())
        .with(unit.nowMillis())
        .update();
    return new EntryRow(
        person.feed(),
        0,
        item.atMicros(),
        number,
        id,
        item.notification().category(),
        item.notification().tags(),
        item.notification().group(),
        item.expiresMillis(),
        "");
  }

  private static void place(WriteUnit unit, PersonRow person, List<Placed> items)
      throws SQLException {
    List<Placed> all = new ArrayList<>(items);
    all.sort(BY_TIME);
    if (person.head > 0 && all.getFirst().entry.atMicros() <= person.atMicros) {
      unit.entries().write();
      for (EntryRow before : unit.sql(OWN).with(person.feed()).list(EntryRow::read)) {
        unit.entries().remove(before);
        all.add(new Placed(before, Optional.empty()));
      }
      all.sort(BY_TIME);
      person.lost = person.head;
      person.atMicros = 0;
    }
    for (Placed each : all) {
      append(unit, person, each);
    }
    long lost = person.head - Windows.OWN;
    if (lost > person.lost) {
      unit.entries().trim(person.feed(), person.lost + 1, lost);
      person.lost = lost;
    }
    person.dirty = true;
  }

  private static void append(WriteUnit unit, PersonRow person, Placed placed) throws SQLException {
    EntryRow entry = placed.entry;
    person.head++;
    person.atMicros = Math.max(entry.atMicros(), person.atMicros + 1);
    if (placed.from.isPresent()) {
      ImportedItem item = placed.from.get();
      person.own = person.own.with(person.head, item.seen(), item.read(), item.archived());
    } else {
      person.own = person.own.moved(entry.place(), person.head);
      unit.sql(MOVE_SNOOZE)
          .with(person.head)
          .with(person.number)
          .with(person.feed())
          .with(entry.place())
          .update();
    }
    unit.entries().add(entry.at(person.head, person.atMicros));
  }

  // ---- users

  static List<UserId> users(InboxConnection connection, Optional<UserId> after, int limit)
      throws SQLException {
    return connection
        .sql(USERS)
        .with(Bytes.of(after.map(UserId::text).orElse("")))
        .with(limit)
        .list(row -> new UserId(Bytes.text(row.getBytes(1))));
  }
}
