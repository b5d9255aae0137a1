package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.NotificationStatus;
import dev.belfry.server.inbox.view.FeedMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// How far notifications have come.
final class Statuses {
  private static final String NOTE =
      "SELECT n.number, n.state, n.at, n.recipients, n.author FROM {notification} n WHERE n.id = ?";

  private static final String SHARED =
      "SELECT e.feed, e.place FROM {entry} e WHERE e.notification = ? AND e.feed > 0";

  private static final String COUNTED =
      "SELECT coalesce(sum(t.seen), 0), coalesce(sum(t.read), 0) FROM {tally} t"
          + " WHERE t.feed = ? AND t.place <= ?";

  /// Those of a notification to many, and copies of others that came back after a snooze.
  private static final String OWN =
      "SELECT e.place, p.own FROM {entry} e LEFT JOIN {person} p ON p.number = -e.feed"
          + " WHERE e.notification = ? AND e.feed < 0 LIMIT 20000";

  private Statuses() {}

  private record Kept(long number, long state, long atMillis, long recipients, String author) {
    static Kept read(ResultSet row) throws SQLException {
      return new Kept(
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          Bytes.text(row.getBytes(5)));
    }
  }

  private record Counted(long seen, long read) {
    Counted plus(Counted other) {
      return new Counted(seen + other.seen, read + other.read);
    }
  }

  static Optional<NotificationStatus> of(InboxConnection connection, Ulid id) throws SQLException {
    Optional<Kept> kept = connection.sql(NOTE).with(id.toBytes()).first(Kept::read);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Kept note = kept.get();
    NotificationStatus.State state = state(note.state);
    Counted counted =
        state == NotificationStatus.State.DELIVERED
            ? shared(connection, note.number).plus(own(connection, note.number))
            : new Counted(0, 0);
    return Optional.of(
        new NotificationStatus(
            note.author, state, note.atMillis, note.recipients, counted.seen, counted.read));
  }

  private static NotificationStatus.State state(long kept) {
    if (kept == Deliveries.SCHEDULED) {
      return NotificationStatus.State.SCHEDULED;
    }
    return kept == Deliveries.RETRACTED
        ? NotificationStatus.State.RETRACTED
        : NotificationStatus.State.DELIVERED;
  }

  private record Place(long feed, long place) {}

  private static Counted shared(InboxConnection connection, long notification) throws SQLException {
    List<Place> places =
        connection
            .sql(SHARED)
            .with(notification)
            .list(row -> new Place(row.getLong(1), row.getLong(2)));
    Counted sum = new Counted(0, 0);
    for (Place each : places) {
      sum =
          sum.plus(
              connection
                  .sql(COUNTED)
                  .with(each.feed)
                  .with(each.place)
                  .first(row -> new Counted(row.getLong(1), row.getLong(2)))
                  .orElseThrow());
    }
    return sum;
  }

  private static Counted own(InboxConnection connection, long notification) throws SQLException {
    return connection.sql(OWN).with(notification).list(Statuses::ofOne).stream()
        .reduce(new Counted(0, 0), Counted::plus);
  }

  private static Counted ofOne(ResultSet row) throws SQLException {
    long place = row.getLong(1);
    byte[] sets = row.getBytes(2);
    FeedMarks marks = sets == null ? FeedMarks.NONE : FeedMarks.decode(sets);
    boolean has = !marks.gone().contains(place);
    return new Counted(
        has && marks.seen().contains(place) ? 1 : 0, has && marks.read().contains(place) ? 1 : 0);
  }
}
