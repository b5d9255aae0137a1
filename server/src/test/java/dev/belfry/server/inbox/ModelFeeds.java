package dev.belfry.server.inbox;

import static java.util.Comparator.comparingLong;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.ModelState.Entry;
import dev.belfry.server.inbox.ModelState.Feed;
import dev.belfry.server.inbox.ModelState.Mine;
import dev.belfry.server.inbox.ModelState.Person;
import dev.belfry.server.inbox.ModelState.Sent;
import dev.belfry.server.inbox.ModelState.Snooze;
import dev.belfry.server.runtime.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How notifications come into the feeds of a [ModelInboxes], and leave them.
final class ModelFeeds {
  /// Up to so much ahead something may be due at another node.
  private static final long CLOCKS_APART_MILLIS = 100;

  private final ModelState state;
  private final Clock clock;
  private final Supplier<Ulid> ids;
  private @Nullable InboxEvents events;

  ModelFeeds(ModelState state, Clock clock, Supplier<Ulid> ids) {
    this.state = state;
    this.clock = clock;
    this.ids = ids;
  }

  void listen(InboxEvents listener) {
    events = listener;
  }

  private void tell(Consumer<InboxEvents> event) {
    if (events != null) {
      event.accept(events);
    }
  }

  void changed(Person person, Optional<InboxChange> change) {
    person.revision++;
    tell(heard -> heard.changed(person.id, person.revision, change));
  }

  private long now() {
    return clock.wallMillis();
  }

  NotifyOutcome delivered(NotifyRequest request) {
    if (request.atMillis() <= now() + CLOCKS_APART_MILLIS) {
      state.know(request.to(), request.except());
    }
    Optional<Sent> earlier =
        request
            .key()
            .flatMap(key -> Optional.ofNullable(state.keys.get(List.of(request.author(), key))));
    if (earlier.isPresent()) {
      return earlier.get().sameAs(request) ? earlier.get().outcome() : new NotifyOutcome.Conflict();
    }
    Sent sent = new Sent(ids.get(), request, Math.max(now(), request.atMillis()));
    state.sent.put(sent.id, sent);
    request.key().ifPresent(key -> state.keys.put(List.of(request.author(), key), sent));
    if (request.atMillis() <= now()) {
      send(sent);
    }
    return sent.outcome();
  }

  private void send(Sent sent) {
    sent.state = NotificationStatus.State.DELIVERED;
    Set<UserId> except = sent.except();
    state.know(sent.request.to(), except);
    switch (sent.request.to()) {
      case Recipients.Users _ ->
          sent.users().stream()
              .filter(user -> !except.contains(user))
              .map(state::person)
              .forEach(person -> appendOwn(person, sent));
      case Recipients.Followers(ChannelName feed) -> appendShared(state.feed(feed), sent);
      case Recipients.Everyone() -> appendShared(state.feed(ModelState.EVERYONE), sent);
    }
  }

  private void appendOwn(Person person, Sent sent) {
    Optional<Ulid> replaces = replaced(person.own, sent);
    addOwn(person, sent, replaces);
  }

  private void addOwn(Person person, Sent sent, Optional<Ulid> replaces) {
    Entry entry = person.own.append(sent, now());
    person.items.put(entry, new Mine());
    sent.recipients++;
    Item item = entry.item(new Mine());
    changed(person, Optional.of(new InboxChange.Added(item, replaces)));
  }

  private void appendShared(Feed feed, Sent sent) {
    FeedState before = feed.state();
    Optional<Ulid> replaces = replaced(feed, sent);
    Entry entry = feed.append(sent, now());
    for (Person person : state.persons.values()) {
      if (person.has(feed.name) && !sent.except().contains(person.id)) {
        person.items.put(entry, new Mine());
        sent.recipients++;
      }
    }
    Item item = entry.item(new Mine());
    Set<UserId> except = sent.except();
    tell(heard -> heard.appended(item, except, replaces, before, feed.state()));
  }

  /// Takes an item that a user had elsewhere; false where it was taken before.
  boolean imported(ImportedItem from) {
    NotifyRequest request =
        new NotifyRequest(
            "",
            new Recipients.Users(List.of(from.user())),
            Set.of(),
            from.notification(),
            0,
            from.expiresMillis(),
            Optional.empty(),
            Optional.empty());
    Sent sent = new Sent(ids.get(), request, from.atMicros() / 1_000);
    if (state.keys.putIfAbsent(List.of("import", from.user().text(), from.key()), sent) != null) {
      return false;
    }
    sent.state = NotificationStatus.State.DELIVERED;
    sent.recipients = 1;
    state.sent.put(sent.id, sent);
    Person person = state.person(from.user());
    Mine mine = new Mine();
    mine.seen = from.seen();
    mine.read = from.read();
    mine.archived = from.archived();
    person.items.put(person.own.insert(sent, from.atMicros()), mine);
    changed(person, Optional.empty());
    return true;
  }

  private static Optional<Ulid> replaced(Feed feed, Sent sent) {
    Optional<Entry> earlier =
        feed.entries.stream()
            .filter(entry -> entry.live && sent.request.replaceKey().isPresent())
            .filter(entry -> entry.sent.request.replaceKey().equals(sent.request.replaceKey()))
            .findFirst();
    earlier.ifPresent(feed::remove);
    return earlier.map(entry -> entry.sent.id);
  }

  /// Lets appear, come back and expire what is due.
  void appear() {
    state.sent.values().stream()
        .filter(sent -> sent.state == NotificationStatus.State.SCHEDULED)
        .filter(sent -> sent.atMillis <= now())
        .sorted(comparingLong((Sent sent) -> sent.atMillis).thenComparing(sent -> sent.id))
        .toList()
        .forEach(this::send);
    for (Person person : state.persons.values()) {
      List.copyOf(person.snoozed.values()).stream()
          .filter(snooze -> snooze.untilMillis() <= now())
          .sorted(comparingLong(Snooze::untilMillis).thenComparing(s -> s.entry().sent.id))
          .forEach(snooze -> wake(person, snooze));
    }
    for (Sent sent : state.sent.values()) {
      if (sent.request.expiresMillis() <= now()) {
        takeOut(sent);
      }
    }
  }

  /// Brings an item back; false where it is no more.
  boolean wake(Person person, Snooze snooze) {
    person.snoozed.remove(snooze.entry().sent.id);
    Sent sent = snooze.entry().sent;
    boolean was = sent.state != NotificationStatus.State.RETRACTED;
    boolean stands = snooze.entry().live || (snooze.entry().aged && was);
    boolean lives = stands && sent.request.expiresMillis() > now();
    if (lives) {
      sent.recipients--; // the same user gets it again
      snooze.entry().live &= snooze.entry().feed != person.own;
      addOwn(person, sent, Optional.empty());
    }
    return lives;
  }

  /// Takes out what is too old.
  void age() {
    state.lookedMillis = now();
    for (Sent sent : state.sent.values()) {
      takeOut(
          sent,
          entry -> {
            entry.aged = state.isOlder(entry, state.ages.ageMillis());
            return entry.aged;
          });
    }
  }

  void takeOut(Sent sent) {
    takeOut(sent, _ -> true);
  }

  private void takeOut(Sent sent, Predicate<Entry> which) {
    for (Entry entry : List.copyOf(sent.entries)) {
      if (entry.live && which.test(entry)) {
        FeedState before = entry.feed.state();
        entry.feed.remove(entry);
        List<Ulid> gone = List.of(sent.id);
        Optional<Person> owner = Optional.ofNullable(entry.feed.owner);
        owner.ifPresentOrElse(
            person -> changed(person, Optional.of(new InboxChange.Removed(gone))),
            () -> tell(heard -> heard.removed(entry.feed.name, gone, before, entry.feed.state())));
      }
    }
  }
}
