package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedRoom;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.inbox.InboxVersion;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.Standing;
import dev.belfry.server.inbox.view.AgeLimits;
import dev.belfry.server.inbox.view.FeedIndex;
import dev.belfry.server.inbox.view.FeedMarks;
import dev.belfry.server.inbox.view.FeedView;
import dev.belfry.server.inbox.view.UserInbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that a user has, as one transaction reads it.
final class UserSnapshot {
  private static final String PERSON =
      "SELECT "
          + PersonRow.COLUMNS
          + ", ~epoch, (SELECT r.time FROM {retention} r WHERE r.one = 1)"
          + " FROM {person} p WHERE p.name = ?";

  private static final String FEEDS =
      "SELECT "
          + FeedRow.COLUMNS
          + ", m.sets FROM {mark} m LEFT JOIN {feed} f ON f.number = m.feed"
          + " WHERE m.person = ? AND m.left_head IS NULL";

  private static final String NOTES =
      "SELECT n.number, n.id, n.data, n.expires FROM {notification} n WHERE n.number ~numbers";

  private static final String ENTRIES =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM {notification} n LEFT JOIN {entry} e ON e.notification = n.number AND e.feed ";

  private final InboxConnection connection;
  private final PersonRow person;
  private final String epoch;
  private final Map<ChannelName, FeedState> states = new HashMap<>();
  private final Map<ChannelName, Long> numbers = new HashMap<>();
  private final List<FeedView> views = new ArrayList<>();
  private final Set<String> hidden;
  private final AgeLimits ages;
  private final long nowMillis;

  private UserSnapshot(
      InboxConnection connection,
      Known known,
      InboxTools tools,
      Set<String> hidden,
      long nowMillis) {
    this.connection = connection;
    this.person = known.person;
    this.epoch = known.epoch;
    this.ages =
        new AgeLimits(
            tools.ages().readBeforeMicros(known.retentionMillis),
            tools.ages().archivedBeforeMicros(known.retentionMillis));
    this.hidden = hidden;
    this.nowMillis = nowMillis;
  }

  private record Known(PersonRow person, String epoch, long retentionMillis) {}

  private record Followed(FeedRow feed, FeedMarks marks) {
    static Followed read(ResultSet row) throws SQLException {
      byte[] sets = row.getBytes(8);
      return new Followed(
          FeedRow.read(row), sets == null ? FeedMarks.NONE : FeedMarks.decode(sets));
    }
  }

  /// Reads; empty where the user is not known yet.
  static Optional<UserSnapshot> read(
      InboxConnection connection,
      FeedIndexes indexes,
      InboxTools tools,
      UserId user,
      long nowMillis)
      throws SQLException {
    Optional<Known> known =
        connection
            .sql(PERSON)
            .with(Bytes.of(user.text()))
            .first(row -> new Known(PersonRow.read(row), row.getString(9), row.getLong(10)));
    if (known.isEmpty()) {
      return Optional.empty();
    }
    PersonRow person = known.get().person;
    UserSnapshot snapshot =
        new UserSnapshot(connection, known.get(), tools, tools.hidden(person), nowMillis);
    snapshot.addOwn();
    for (Followed each : connection.sql(FEEDS).with(person.number).list(Followed::read)) {
      snapshot.add(each, indexes.of(connection, known.get().epoch, each.feed));
    }
    return Optional.of(snapshot);
  }

  private void addOwn() throws SQLException {
    ChannelName name = person.user.channel();
    numbers.put(name, person.feed());
    FeedIndex.Builder own = FeedIndex.builder(person.lost, new FeedState(person.head, 0));
    if (person.head > person.lost) {
      FeedIndexes.entries(connection, person.feed(), person.lost, person.head)
          .forEach(entry -> own.add(entry.indexed()));
    }
    views.add(new FeedView(name, own.build(), person.own));
  }

  private void add(Followed followed, FeedIndex index) {
    FeedRow feed = followed.feed;
    numbers.put(feed.name, feed.number);
    states.put(feed.name, feed.state());
    views.add(new FeedView(feed.name, index, followed.marks));
  }

  /// The categories that are not in the inbox.
  Set<String> hidden() {
    return hidden;
  }

  PersonRow person() {
    return person;
  }

  Map<ChannelName, FeedState> states() {
    return states;
  }

  InboxVersion version() {
    return InboxVersion.of(epoch, person.revision(), states);
  }

  UserInbox inbox() {
    return new UserInbox(views, hidden, nowMillis, ages);
  }

  /// What pushes to the user's sessions start from.
  Standing standing() {
    UserInbox inbox = inbox();
    Map<ChannelName, FeedRoom> rooms = new HashMap<>();
    for (FeedView view : views) {
      long feed = numberOf(view.feed());
      rooms.put(view.feed(), inbox.room(view, feed < 0 ? Windows.OWN : Windows.of(feed)));
    }
    return new Standing(version(), inbox.counts(ItemFilter.INBOX), states, hidden, rooms);
  }

  /// All that is there, with what the user does not want and what is not listed any more.
  UserInbox whole() {
    return new UserInbox(views, Set.of(), nowMillis, AgeLimits.NONE);
  }

  /// The number of a feed in it.
  long numberOf(ChannelName feed) {
    Long number = numbers.get(feed);
    if (number == null) {
      throw new IllegalStateException("not in the inbox: " + feed);
    }
    return number;
  }

  /// Places of a mark on all.
  List<UserChanges.Places> places(List<UserInbox.Chosen> chosen) {
    return chosen.stream()
        .map(each ->
            new UserChanges.Places(numberOf(each.view().feed()), each.places(), each.base()))
        .toList();
  }

  // ---- what items say

  /// Reads notifications by their numbers.
  Map<Long, Note> notes(List<Long> wanted) throws SQLException {
    Map<Long, Note> notes = new HashMap<>();
    if (!wanted.isEmpty()) {
      connection
          .sql(NOTES)
          .numbers(wanted)
          .list(row -> {
            long expires = row.getLong(4);
            boolean never = row.wasNull();
            long number = row.getLong(1);
            return notes.put(
                number,
                new Note(
                    number,
                    Ulid.from(row.getBytes(2)),
                    Note.decode(row.getBytes(3)),
                    never ? Long.MAX_VALUE : expires));
          });
    }
    return notes;
  }

  /// The entry of an id that this user has.
  Optional<UserInbox.Found> find(Ulid id) throws SQLException {
    List<EntryRow> entries =
        new ArrayList<>(
            connection
                .sql(ENTRIES + "= ? WHERE n.id = ?")
                .with(person.feed())
                .with(id.toBytes())
                .found(EntryRow::read));
    entries.addAll(
        connection.sql(ENTRIES + "> 0 WHERE n.id = ?").with(id.toBytes()).found(EntryRow::read));
    UserInbox inbox = inbox();
    for (FeedView view : views) {
      for (EntryRow entry : entries) {
        if (entry.feed() == numberOf(view.feed())) {
          Optional<UserInbox.Found> found = inbox.at(view.feed(), entry.place());
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }
}
