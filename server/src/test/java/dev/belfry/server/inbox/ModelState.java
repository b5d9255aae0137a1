package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a [ModelInboxes] keeps: an object for each user, feed, entry, and for each entry in each
/// inbox.
final class ModelState {
  static final ChannelName EVERYONE = new ChannelName("@everyone");
  static final Mark READ =
      new Mark(Mark.Kind.READ, new Mark.Target.Ids(List.of()), OptionalLong.empty());

  private static final int WINDOW_OF_EVERYONE = 10_000;
  private static final int WINDOW = 1_000;
  private static final long MICROS_PER_MILLI = 1_000;

  InboxAges ages = InboxAges.NONE;

  /// The time by which age is measured: that of the last look.
  long lookedMillis;

  final Map<UserId, Person> persons = new LinkedHashMap<>();
  final Map<Ulid, Sent> sent = new LinkedHashMap<>();
  final Map<List<String>, Sent> keys = new HashMap<>();
  private final Map<ChannelName, Feed> feeds = new HashMap<>();
  private final String epoch;

  /// Places that a feed keeps, where that is not as usual; 0 for as usual.
  private final long window;

  private final LongSupplier nowMillis;

  ModelState(String epoch, long window, LongSupplier nowMillis) {
    this.epoch = epoch;
    this.window = window;
    this.nowMillis = nowMillis;
  }

  private long windowOf(ChannelName feed) {
    return window > 0 ? window : feed.equals(EVERYONE) ? WINDOW_OF_EVERYONE : WINDOW;
  }

  /// A user, known from now on.
  Person person(UserId user) {
    Person known = persons.get(user);
    if (known == null) {
      known = new Person(user, windowOf(user.channel()));
      persons.put(user, known);
      find(known, feed(EVERYONE), ages.firstContactMillis());
    }
    return known;
  }

  /// A user comes to a feed, and finds what is not older than that; 0 for nothing.
  void find(Person person, Feed feed, long ageMillis) {
    long from = (nowMillis.getAsLong() - ageMillis) * MICROS_PER_MILLI;
    feed.entries.stream()
        .filter(entry -> ageMillis > 0 && entry.atMicros >= from)
        .filter(entry -> !entry.sent.except().contains(person.id))
        .forEach(entry -> person.items.put(entry, new Mine()));
  }

  /// Where users find what came before them, those are known for whom something is not.
  void know(Recipients to, Set<UserId> except) {
    boolean found =
        switch (to) {
          case Recipients.Users _ -> false;
          case Recipients.Followers _ -> ages.followMillis() > 0;
          case Recipients.Everyone _ -> ages.firstContactMillis() > 0;
        };
    if (found) {
      except.forEach(this::person);
    }
  }

  Feed feed(ChannelName name) {
    return feeds.computeIfAbsent(name, unseen -> new Feed(unseen, null, windowOf(unseen)));
  }

  Map<ChannelName, FeedState> feedsOf(Person person) {
    return Stream.concat(Stream.of(EVERYONE), person.follows.stream())
        .collect(Collectors.toMap(name -> name, name -> feed(name).state()));
  }

  /// Of all feeds of a user.
  Map<ChannelName, FeedRoom> rooms(Person person, long nowMillis) {
    List<Map.Entry<Entry, Mine>> items = person.visible(nowMillis).toList();
    Map<ChannelName, FeedRoom> rooms = new HashMap<>();
    feedsOf(person).keySet().forEach(name -> rooms.put(name, feed(name).room(items)));
    rooms.put(person.own.name, person.own.room(items));
    return rooms;
  }

  InboxVersion version(Person person) {
    return InboxVersion.of(epoch, person.revision, feedsOf(person));
  }

  /// Whether an item came before what is kept, or listed, so long.
  boolean isOlder(Entry entry, long ageMillis) {
    return ageMillis != InboxAges.NEVER
        && entry.atMicros < (lookedMillis - ageMillis) * MICROS_PER_MILLI;
  }

  /// Whether an item is in lists: one that is done with may be too old for them.
  boolean isListed(Map.Entry<Entry, Mine> item) {
    boolean oldAndRead = item.getValue().read && isOlder(item.getKey(), ages.readMillis());
    boolean oldAndArchived =
        item.getValue().archived && isOlder(item.getKey(), ages.archivedMillis());
    return !oldAndRead && !oldAndArchived;
  }

  /// A notification.
  static final class Sent {
    final Ulid id;
    final NotifyRequest request;
    final long atMillis;
    final List<Entry> entries = new ArrayList<>();
    NotificationStatus.State state = NotificationStatus.State.SCHEDULED;
    long recipients;
    private final Set<UserId> erased = new HashSet<>();

    Sent(Ulid id, NotifyRequest request, long atMillis) {
      this.id = id;
      this.request = request;
      this.atMillis = atMillis;
    }

    boolean sameAs(NotifyRequest other) {
      return request.to().equals(other.to())
          && request.except().equals(other.except())
          && request.notification().equals(other.notification())
          && request.replaceKey().equals(other.replaceKey());
    }

    NotifyOutcome outcome() {
      return state == NotificationStatus.State.SCHEDULED
          ? new NotifyOutcome.Scheduled(id, atMillis)
          : new NotifyOutcome.Delivered(id, recipients);
    }

    List<UserId> users() {
      return request.to() instanceof Recipients.Users(List<UserId> users)
          ? users.stream().filter(user -> !erased.contains(user)).toList()
          : List.of();
    }

    Set<UserId> except() {
      return request.except().stream()
          .filter(user -> !erased.contains(user))
          .collect(Collectors.toSet());
    }

    void forget(UserId user) {
      erased.add(user);
      entries.removeIf(entry -> entry.feed.owner != null && entry.feed.owner.id.equals(user));
    }
  }

  /// A feed that all its followers share, or a user's own.
  static final class Feed {
    final ChannelName name;
    final @Nullable Person owner;
    final List<Entry> entries = new ArrayList<>();
    final long window;
    private long changes;

    Feed(ChannelName name, @Nullable Person owner, long window) {
      this.name = name;
      this.owner = owner;
      this.window = window;
    }

    FeedState state() {
      return new FeedState(entries.size(), changes);
    }

    Entry append(Sent sent, long nowMillis) {
      long last = entries.isEmpty() ? 0 : entries.getLast().atMicros;
      long at = Math.max(nowMillis * MICROS_PER_MILLI, last + 1);
      Entry entry = new Entry(this, sent, entries.size() + 1L, at);
      entries.add(entry);
      sent.entries.add(entry);
      return entry;
    }

    /// Adds an entry whose time was long ago.
    Entry insert(Sent sent, long atMicros) {
      Entry entry = new Entry(this, sent, entries.size() + 1L, atMicros);
      entries.add(entry);
      sent.entries.add(entry);
      return entry;
    }

    void remove(Entry entry) {
      entry.live = false;
      changes++;
    }

    /// How many more entries it takes until the oldest of some items falls out, or until the next
    /// one would.
    FeedRoom room(List<Map.Entry<Entry, Mine>> items) {
      return new FeedRoom(
          roomOf(items, item -> !item.getValue().archived && !item.getValue().read),
          roomOf(items, item -> !item.getValue().archived && !item.getValue().seen),
          roomOf(items, item -> !item.getKey().sent.request.notification().group().isEmpty()));
    }

    private long roomOf(
        List<Map.Entry<Entry, Mine>> items, Predicate<Map.Entry<Entry, Mine>> kind) {
      long head = entries.size();
      long oldest =
          items.stream()
              .filter(item -> item.getKey().feed == this && kind.test(item))
              .mapToLong(item -> item.getKey().place)
              .min()
              .orElse(head + 1);
      return oldest + window - 1 - head;
    }
  }

  /// A notification in a feed.
  static final class Entry {
    final Feed feed;
    final Sent sent;
    final long place;
    final long atMicros;
    boolean live = true;

    /// Whether it is not live since it was too old.
    boolean aged;

    private Entry(Feed feed, Sent sent, long place, long atMicros) {
      this.feed = feed;
      this.sent = sent;
      this.place = place;
      this.atMicros = atMicros;
    }

    String category() {
      return sent.request.notification().category();
    }

    ItemPlace place() {
      return new ItemPlace(atMicros, sent.id);
    }

    boolean livesAt(long nowMillis) {
      boolean within = place > feed.entries.size() - feed.window;
      return live && within && sent.request.expiresMillis() > nowMillis;
    }

    Item item(Mine mine) {
      return new Item(
          sent.id,
          feed.name,
          sent.request.notification(),
          atMicros,
          sent.request.expiresMillis(),
          mine.seen,
          mine.read,
          mine.archived);
    }
  }

  /// An entry in one inbox. Its last change wins, by the time when it was made.
  static final class Mine {
    boolean seen;
    boolean read;
    boolean archived;
    boolean gone;
    private long readAtMillis = Long.MIN_VALUE;
    private long archivedAtMillis = Long.MIN_VALUE;

    /// Whether no later mark says the opposite. A mark that says nothing of its time is the last.
    boolean admits(Mark mark, long nowMillis) {
      long at = Math.min(mark.atMillis().orElse(Long.MAX_VALUE), nowMillis);
      boolean last = mark.atMillis().isEmpty();
      return switch (mark.kind()) {
        case SEEN, DELETED -> true;
        case READ -> last || at >= readAtMillis;
        case UNREAD -> last || at > readAtMillis;
        case ARCHIVED -> last || at >= archivedAtMillis;
        case UNARCHIVED -> last || at > archivedAtMillis;
      };
    }

    /// Whether anything has changed that a user sees.
    boolean apply(Mark mark, long nowMillis) {
      List<Boolean> before = List.of(seen, read, archived, gone);
      long at = Math.min(mark.atMillis().orElse(Long.MAX_VALUE), nowMillis);
      boolean applies = admits(mark, nowMillis);
      switch (mark.kind()) {
        case SEEN -> seen = true;
        case DELETED -> gone = true;
        case READ, UNREAD -> {
          seen |= mark.kind() == Mark.Kind.READ;
          read = applies ? mark.kind() == Mark.Kind.READ : read;
          readAtMillis = applies ? at : readAtMillis;
        }
        case ARCHIVED, UNARCHIVED -> {
          seen |= mark.kind() == Mark.Kind.ARCHIVED;
          archived = applies ? mark.kind() == Mark.Kind.ARCHIVED : archived;
          archivedAtMillis = applies ? at : archivedAtMillis;
        }
      }
      return !before.equals(List.of(seen, read, archived, gone));
    }
  }

  /// An item that is hidden until a time.
  record Snooze(Entry entry, long untilMillis) {}

  /// A user.
  static final class Person {
    final UserId id;
    final Feed own;
    final Set<ChannelName> follows = new HashSet<>();
    final Set<ChannelName> everFollowed = new HashSet<>();
    final Map<String, Preference> preferences = new HashMap<>();
    final Map<Entry, Mine> items = new LinkedHashMap<>();
    final Map<Ulid, Snooze> snoozed = new TreeMap<>();
    long revision;

    Person(UserId id, long window) {
      this.id = id;
      own = new Feed(id.channel(), this, window);
    }

    /// Whether a shared feed is in the inbox.
    boolean has(ChannelName feed) {
      return feed.equals(EVERYONE) || follows.contains(feed);
    }

    Set<String> hidden() {
      return preferences.entrySet().stream()
          .filter(preference -> !preference.getValue().inbox())
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    /// What the inbox has, hidden categories included.
    Stream<Map.Entry<Entry, Mine>> kept(long nowMillis) {
      return items.entrySet().stream()
          .filter(item -> !item.getValue().gone && item.getKey().livesAt(nowMillis))
          .filter(item -> item.getKey().feed == own || has(item.getKey().feed.name));
    }

    Stream<Map.Entry<Entry, Mine>> visible(long nowMillis) {
      return kept(nowMillis).filter(item -> !hidden().contains(item.getKey().category()));
    }

    Optional<Map.Entry<Entry, Mine>> visible(Ulid notification, long nowMillis) {
      return visible(nowMillis)
          .filter(item -> item.getKey().sent.id.equals(notification))
          .findFirst();
    }
  }
}
