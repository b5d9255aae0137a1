package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.store.ScheduleBounds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/// Notifications that are to appear later.
final class Scheduling {
  private static final String DUE =
      "SELECT s.number, n.id, n.expires, n.data, s.data FROM {scheduled} s"
          + " LEFT JOIN {notification} n ON n.number = s.number"
          + " WHERE s.at <= ? ORDER BY s.at, s.number LIMIT ?";

  private static final String AFTER =
      "SELECT s.number, s.data, n.id FROM {scheduled} s"
          + " LEFT JOIN {notification} n ON n.number = s.number WHERE s.number > ? ORDER BY"
          + " s.number LIMIT ?";

  private static final String ADD =
      "INSERT INTO {scheduled} (number, at, cost, data) VALUES (?, ?, ?, ?)";

  private static final String COUNT = "UPDATE {total} SET items = items + ?, bytes = bytes + ?";

  private Scheduling() {}

  /// One whose time has come.
  record Due(Note note, RequestText request) {
    private static Due read(ResultSet row) throws SQLException {
      long expires = row.getLong(3);
      boolean never = row.wasNull();
      Note note =
          new Note(
              row.getLong(1),
              Ulid.from(row.getBytes(2)),
              Note.decode(row.getBytes(4)),
              never ? Long.MAX_VALUE : expires);
      return new Due(note, RequestText.decode(row.getBytes(5)));
    }
  }

  static List<Due> due(InboxConnection connection, long nowMillis, int most) throws SQLException {
    return connection.sql(DUE).with(nowMillis).with(most).list(Due::read);
  }

  /// What a scheduled one says of its recipients.
  record Waiting(long number, RequestText request, Ulid id) {}

  static List<Waiting> after(InboxConnection connection, long number, int most)
      throws SQLException {
    return connection
        .sql(AFTER)
        .with(number)
        .with(most)
        .list(row ->
            new Waiting(
                row.getLong(1), RequestText.decode(row.getBytes(2)), Ulid.from(row.getBytes(3))));
  }

  /// Whether there is room for one more.
  static boolean admits(WriteUnit unit, RequestText request, byte[] data) throws SQLException {
    int bytes = request.encode().length + data.length;
    ScheduleBounds bounds = unit.tools().schedule();
    return unit.sql("SELECT t.items, t.bytes FROM {total} t")
        .first(row -> bounds.admits(row.getLong(1), row.getLong(2), bytes))
        .orElse(false);
  }

  static void add(WriteUnit unit, Note note, RequestText request, long atMillis, int dataBytes)
      throws SQLException {
    byte[] text = request.encode();
    long cost = ScheduleBounds.bytesOf((long) text.length + dataBytes);
    unit.sql(ADD).with(note.number()).with(atMillis).with(cost).with(text).update();
    unit.sql(COUNT).with(1).with(cost).update();
  }

  /// Takes one out; false where it is not there.
  static boolean remove(WriteUnit unit, long number) throws SQLException {
    OptionalLong cost =
        unit.sql("DELETE FROM {scheduled} WHERE number = ? RETURNING cost")
            .with(number)
            .first(row -> OptionalLong.of(row.getLong(1)))
            .orElse(OptionalLong.empty());
    if (cost.isPresent()) {
      unit.sql(COUNT).with(-1).with(-cost.getAsLong()).update();
    }
    return cost.isPresent();
  }

  /// Names other recipients.
  static void change(WriteUnit unit, long number, RequestText request) throws SQLException {
    unit.sql("UPDATE {scheduled} SET data = ? WHERE number = ?")
        .with(request.encode())
        .with(number)
        .update();
  }
}
