package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.inbox.InboxChange;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.store.inbox.InboxTelling.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/// What one transaction writes: the rows that it needs are locked and read together, changed in
/// memory, and written back together. The same on every database. One thread uses it.
final class WriteUnit {
  private static final long MICROS_PER_MILLI = 1_000;

  /// Snoozes that end at once.
  private static final int SNOOZES = 1_000;

  private static final String END_SNOOZES =
      "DELETE FROM {snooze} WHERE notification = ? AND feed = ? AND person IN"
          + " (SELECT s.person FROM {snooze} s WHERE s.notification = ? AND s.feed = ? LIMIT ?)";

  private static final String NUMBER =
      "INSERT INTO {told} (slot, events) VALUES (?, ?) ON CONFLICT (slot)"
          + " DO UPDATE SET events = {told}.events + excluded.events RETURNING events";

  private final InboxConnection connection;
  private final InboxTools tools;
  private final long nowMicros;
  private final UnitPeople people;
  private final UnitFeeds feeds;
  private final UnitTally tally;
  private final UnitMarks marks;
  private final UnitEntries entries;
  private final List<Event> events = new ArrayList<>();

  private WriteUnit(InboxConnection connection, InboxTools tools, long nowMicros) {
    this.connection = connection;
    this.tools = tools;
    this.nowMicros = nowMicros;
    this.people = new UnitPeople(connection);
    this.feeds = new UnitFeeds(connection);
    this.tally = new UnitTally(connection, tools.slot());
    this.marks = new UnitMarks(connection, feeds, tally);
    this.entries = new UnitEntries(connection);
  }

  /// Locks and reads.
  static WriteUnit load(InboxConnection connection, InboxTools tools, List<Needs> needs)
      throws SQLException {
    TreeSet<String> keys = new TreeSet<>();
    needs.forEach(each -> keys.addAll(each.keys()));
    long now = connection.dialect().begin(connection, List.copyOf(keys));
    WriteUnit unit = new WriteUnit(connection, tools, now);
    unit.people.load(needs);
    unit.feeds.load(needs, !unit.people.fresh().isEmpty());
    unit.welcome();
    unit.entries.load(needs, unit.people);
    unit.readMarks(needs);
    return unit;
  }

  /// Who is met for the first time does not find what was told to everyone before, but for what the
  /// configuration lets through.
  private void welcome() throws SQLException {
    if (people.fresh().isEmpty()) {
      return;
    }
    FeedRow everyone = feeds.get(Windows.EVERYONE);
    long hidden = EarlierEntries.hiddenThrough(this, everyone, tools.ages().firstContactMillis());
    for (PersonRow person : people.fresh()) {
      MarkRow mark = marks.add(person, everyone.number);
      mark.exists = true;
      mark.marks = mark.marks.without(1, hidden);
      everyone.followers++;
      everyone.dirty = true;
    }
  }

  /// The marks that go with the items that are named.
  private void readMarks(List<Needs> needs) throws SQLException {
    Set<InboxDialect.Pair> pairs = new HashSet<>();
    Set<Long> shared = new HashSet<>();
    for (Needs each : needs) {
      for (Needs.Items items : each.items()) {
        PersonRow person = people.get(items.user());
        for (Ulid id : items.ids()) {
          for (EntryRow entry : entries.of(id)) {
            if (!entry.own()) {
              pairs.add(new InboxDialect.Pair(person.number, entry.feed()));
              shared.add(entry.feed());
            }
          }
        }
      }
    }
    if (!pairs.isEmpty()) {
      marks.read(pairs);
      feeds.read(shared);
    }
  }

  Call sql(String text) throws SQLException {
    return connection.sql(text);
  }

  InboxTools tools() {
    return tools;
  }

  UnitPeople people() {
    return people;
  }

  UnitFeeds feeds() {
    return feeds;
  }

  UnitMarks marks() {
    return marks;
  }

  UnitEntries entries() {
    return entries;
  }

  long nowMillis() {
    return nowMicros / MICROS_PER_MILLI;
  }

  // ---- what comes into feeds

  /// Puts a notification into a user's own feed, in the place of another one where that is given.
  void append(PersonRow person, Note note, String replaceKey, Optional<EntryRow> replaced)
      throws SQLException {
    person.head++;
    person.atMicros = Math.max(bornMicros(), person.atMicros + 1);
    long lost = person.head - Windows.OWN;
    if (lost > person.lost) {
      entries.trim(person.feed(), person.lost + 1, lost);
      person.lost = lost;
    }
    EntryRow entry = entryOf(person.feed(), person.head, person.atMicros, note, replaceKey);
    if (replaced.isPresent()) {
      entries.remove(replaced.get());
      endSnoozes(replaced.get());
    }
    entries.add(entry);
    Item item = Items.fresh(person.user.channel(), entry, note.notification());
    changed(person, new InboxChange.Added(item, replaced.map(EntryRow::id)));
  }

  /// Puts a notification into a shared feed.
  ///
  /// @param except users that do not get it
  void append(
      FeedRow feed, Note note, String replaceKey, Optional<EntryRow> replaced, Set<UserId> except)
      throws SQLException {
    FeedState before = feed.state();
    feed.head++;
    feed.atMicros = Math.max(bornMicros(), feed.atMicros + 1);
    feed.dirty = true;
    long lost = feed.head - Windows.of(feed.number);
    if (lost > feed.lost) {
      entries.trim(feed.number, feed.lost + 1, lost);
      lose(feed, lost);
    }
    EntryRow entry = entryOf(feed.number, feed.head, feed.atMicros, note, replaceKey);
    if (replaced.isPresent()) {
      entries.remove(replaced.get());
      endSnoozes(replaced.get());
      feed.changes++;
    }
    entries.add(entry);
    Item item = Items.fresh(feed.name, entry, note.notification());
    events.add(
        new Event.Appended(entry, item, except, replaced.map(EntryRow::id), before, feed.state()));
  }

  /// The time that something new has, at least.
  private long bornMicros() {
    return Math.max(nowMicros, tools.floorMicros());
  }

  /// Whoever has snoozed what is replaced does not get it back.
  private void endSnoozes(EntryRow replaced) throws SQLException {
    sql(END_SNOOZES)
        .with(replaced.notification())
        .with(replaced.feed())
        .with(replaced.notification())
        .with(replaced.feed())
        .with(SNOOZES)
        .update();
  }

  private static EntryRow entryOf(
      long feed, long place, long atMicros, Note note, String replaceKey) {
    return new EntryRow(
        feed,
        place,
        atMicros,
        note.number(),
        note.id(),
        note.notification().category(),
        note.notification().tags(),
        note.notification().group(),
        note.expiresMillis(),
        replaceKey);
  }

  /// A shared feed has nothing more up to a place.
  void lose(FeedRow feed, long place) {
    if (place > feed.lost) {
      tally.lost(feed.number, feed.lost, place);
      feed.lost = place;
      feed.dirty = true;
    }
  }

  /// Takes entries out of a shared feed.
  void remove(FeedRow feed, List<EntryRow> gone) {
    FeedState before = feed.state();
    gone.forEach(entries::remove);
    feed.changes += gone.size();
    feed.dirty = true;
    events.add(
        new Event.Removed(
            feed.name, gone.stream().map(EntryRow::id).toList(), before, feed.state()));
  }

  /// Takes entries out of a user's own feed.
  void remove(PersonRow person, List<EntryRow> gone) {
    gone.forEach(entries::remove);
    changed(person, new InboxChange.Removed(gone.stream().map(EntryRow::id).distinct().toList()));
  }

  // ---- what is told

  /// Something of a user has changed. Returns the revision after.
  long changed(PersonRow person, InboxChange change) {
    return changed(person, Optional.of(change));
  }

  long changed(PersonRow person, Optional<InboxChange> change) {
    long revision = person.changed();
    events.add(new Event.Changed(person.user, revision, change));
    return revision;
  }

  // ---- the end

  /// Writes back what has changed.
  void flush() throws SQLException {
    entries.flush();
    marks.flush();
    tally.flush();
    people.flush();
    feeds.flush();
    number();
  }

  /// Where other nodes are to be told, what concerns shared feeds gets numbers: the last row that
  /// is locked, since nodes may share a slot.
  private void number() throws SQLException {
    long shared = events.stream().filter(event -> !(event instanceof Event.Changed)).count();
    if (shared == 0 || !tools.shared()) {
      return;
    }
    AtomicLong number =
        new AtomicLong(sql(NUMBER).with(tools.slot()).with(shared).number() - shared);
    events.replaceAll(event ->
        event instanceof Event.Changed
            ? event
            : new Event.Numbered(event, tools.slot(), number.incrementAndGet()));
  }

  /// Tells what was committed.
  void committed() {
    tools.telling().tell(events);
  }
}
