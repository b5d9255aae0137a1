package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Work that takes many transactions, as rows: whatever happens to the node that began it, some
/// node ends it, and each step is taken once.
final class Chores {
  /// A notification goes to users, some in each step.
  static final int NOTIFY = 1;

  /// A notification is taken out of the own feeds of users.
  static final int RETRACT = 2;

  /// A user is taken out of what is scheduled.
  static final int ERASE = 3;

  /// Snoozes that are removed in one step.
  private static final int SNOOZES = 500;

  private static final String ADD =
      "INSERT INTO {chore} (kind, subject, cursor, data, touched) VALUES (?, ?, 0, ?, ?)"
          + " RETURNING number";

  private static final String READ =
      "SELECT c.number, c.kind, c.subject, c.cursor, c.data, n.id, n.expires, n.data"
          + " FROM {chore} c LEFT JOIN {notification} n ON n.number = c.subject"
          + " WHERE c.number = ?";

  private static final String LEFT =
      "SELECT c.number FROM {chore} c WHERE c.touched <= ? ORDER BY c.number LIMIT 100";

  private static final String OWN_ENTRIES =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM {entry} e WHERE e.notification = ? AND e.feed < 0 ORDER BY e.feed DESC LIMIT ?";

  private static final String SNOOZED =
      "SELECT s.person FROM {snooze} s WHERE s.notification = ? LIMIT ?";

  private static final String END_SNOOZE =
      "DELETE FROM {snooze} WHERE person = ? AND notification = ?";

  private Chores() {}

  /// One that is to be done.
  ///
  /// @param note the notification that it is about; empty for one about a user
  record Chore(long number, int kind, long subject, long cursor, byte[] data, Optional<Note> note) {
    private static Chore read(ResultSet row) throws SQLException {
      byte[] id = row.getBytes(6);
      long expires = row.getLong(7);
      boolean never = row.wasNull();
      Optional<Note> note =
          id == null
              ? Optional.empty()
              : Optional.of(
                  new Note(
                      row.getLong(3),
                      Ulid.from(id),
                      Note.decode(row.getBytes(8)),
                      never ? Long.MAX_VALUE : expires));
      byte[] data = row.getBytes(5);
      return new Chore(
          row.getLong(1),
          row.getInt(2),
          row.getLong(3),
          row.getLong(4),
          data == null ? new byte[0] : data,
          note);
    }

    /// What no two do at once with it.
    String key() {
      return note.map(about -> keyOf(about.id())).orElse("chore " + number);
    }
  }

  /// What no two do at once with a notification.
  static String keyOf(Ulid notification) {
    return "id " + notification;
  }

  static long add(WriteUnit unit, int kind, long subject, byte[] data) throws SQLException {
    return unit.sql(ADD).with(kind).with(subject).with(data).with(unit.nowMillis()).number();
  }

  static Optional<Chore> read(InboxConnection connection, long number) throws SQLException {
    return connection.sql(READ).with(number).first(Chore::read);
  }

  /// Those on which nothing was done for a while.
  static List<Long> left(InboxConnection connection, long untouchedSinceMillis)
      throws SQLException {
    return connection.sql(LEFT).with(untouchedSinceMillis).list(row -> row.getLong(1));
  }

  /// Those that put something into the own feed of a user.
  static List<Long> notifying(InboxConnection connection, UserId user) throws SQLException {
    List<Long> chores = new ArrayList<>();
    connection
        .sql("SELECT c.number, c.data FROM {chore} c WHERE c.kind = 1")
        .list(row -> RequestText.decode(row.getBytes(2)).names(user) && chores.add(row.getLong(1)));
    return chores;
  }

  /// Whether it is still to go on from its cursor; false where another was faster.
  private static boolean stands(WriteUnit unit, Chore chore) throws SQLException {
    return unit.sql("SELECT c.cursor FROM {chore} c WHERE c.number = ?")
        .with(chore.number)
        .first(row -> row.getLong(1) == chore.cursor)
        .orElse(false);
  }

  private static void moved(WriteUnit unit, Chore chore, long cursor) throws SQLException {
    unit.sql("UPDATE {chore} SET cursor = ?, touched = ? WHERE number = ?")
        .with(cursor)
        .with(unit.nowMillis())
        .with(chore.number)
        .update();
  }

  private static void done(WriteUnit unit, Chore chore) throws SQLException {
    unit.sql("DELETE FROM {chore} WHERE number = ?").with(chore.number).update();
  }

  // ---- a notification to many

  /// The users of the next step.
  static List<UserId> nextUsers(Chore chore) {
    List<UserId> users = RequestText.decode(chore.data).users();
    int from = (int) Math.min(chore.cursor, users.size());
    return users.subList(from, Math.min(from + Deliveries.CHUNK, users.size()));
  }

  /// Takes the next step. Returns whether that was the last.
  static boolean notify(WriteUnit unit, Chore chore, List<UserId> users) throws SQLException {
    if (!stands(unit, chore) || chore.note.isEmpty()) {
      return false;
    }
    RequestText request = RequestText.decode(chore.data);
    Note note = chore.note.get();
    Deliveries.sendOwn(unit, note, request.replaceKey(), users);
    long cursor = chore.cursor + users.size();
    if (cursor < request.users().size()) {
      moved(unit, chore, cursor);
      return false;
    }
    Deliveries.deliveredToAll(unit, note);
    done(unit, chore);
    return true;
  }

  // ---- retracting

  /// The entries of the next step.
  static List<EntryRow> ownEntries(InboxConnection connection, long notification)
      throws SQLException {
    return connection
        .sql(OWN_ENTRIES)
        .with(notification)
        .with(Deliveries.CHUNK)
        .list(EntryRow::read);
  }

  static boolean hasOwnOrSnoozed(WriteUnit unit, long notification) throws SQLException {
    return unit.sql("SELECT 1 FROM {entry} e WHERE e.notification = ? AND e.feed < 0 LIMIT 1")
            .with(notification)
            .any()
        || unit.sql("SELECT 1 FROM {snooze} s WHERE s.notification = ? LIMIT 1")
            .with(notification)
            .any();
  }

  /// Takes the next step; it is over once there is nothing more to take.
  static boolean retract(WriteUnit unit, Chore chore, List<EntryRow> entries) throws SQLException {
    for (EntryRow entry : entries) {
      Optional<PersonRow> person = unit.people().find(-entry.feed());
      if (person.isPresent()) {
        unit.remove(person.get(), List.of(entry));
      }
    }
    List<Long> snoozing =
        unit.sql(SNOOZED).with(chore.subject).with(SNOOZES).list(row -> row.getLong(1));
    for (Long person : snoozing) {
      unit.sql(END_SNOOZE).with(person).with(chore.subject).update();
    }
    if (entries.isEmpty() && snoozing.isEmpty()) {
      done(unit, chore);
      return true;
    }
    moved(unit, chore, chore.cursor);
    return false;
  }

  // ---- erasing

  /// The user that is erased.
  static UserId user(Chore chore) {
    return new UserId(Bytes.text(chore.data));
  }

  /// Takes a user out of some scheduled notifications; it is over once there are no more.
  static boolean erase(WriteUnit unit, Chore chore, List<Scheduling.Waiting> some)
      throws SQLException {
    if (!stands(unit, chore)) {
      return false;
    }
    UserId user = user(chore);
    for (Scheduling.Waiting waiting : some) {
      if (waiting.request().names(user)) {
        Scheduling.change(unit, waiting.number(), waiting.request().without(user));
      }
    }
    if (some.isEmpty()) {
      done(unit, chore);
      return true;
    }
    moved(unit, chore, some.getLast().number());
    return false;
  }
}
