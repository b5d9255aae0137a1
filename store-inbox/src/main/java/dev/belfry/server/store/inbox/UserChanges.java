package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.inbox.InboxChange;
import dev.belfry.server.inbox.Mark;
import dev.belfry.server.inbox.Preference;
import dev.belfry.server.inbox.view.FeedMarks;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What users do with their items. No one reaches an item of another: an entry counts only where it
/// stands in the user's own feed, or in one that the user follows.
final class UserChanges {
  private UserChanges() {}

  /// What came of it.
  ///
  /// @param revision after it
  /// @param changed whether anything has changed that the user sees
  /// @param stale whether nothing was done, since the user's state is not that by which the places
  ///   were chosen
  record Changed(long revision, boolean changed, List<Ulid> unknown, boolean stale) {
    static Changed nothing(PersonRow person, List<Ulid> unknown) {
      return new Changed(person.revision(), false, unknown, false);
    }

    static Changed to(long revision, List<Ulid> unknown) {
      return new Changed(revision, true, unknown, false);
    }

    static Changed outdated(PersonRow person) {
      return new Changed(person.revision(), false, List.of(), true);
    }
  }

  /// Places of a feed.
  ///
  /// @param feed as in entries
  /// @param base the place before that of bit 0
  record Places(long feed, BitSet places, long base) {}

  // ---- items

  /// The entry by which a user has an item; empty where it is not in the inbox.
  static Optional<EntryRow> visible(WriteUnit unit, PersonRow person, Set<String> hidden, Ulid id)
      throws SQLException {
    for (EntryRow entry : unit.entries().of(id)) {
      if (entry.expiresMillis() > unit.nowMillis()
          && !hidden.contains(entry.category())
          && has(unit, person, entry)) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static boolean has(WriteUnit unit, PersonRow person, EntryRow entry) throws SQLException {
    if (entry.own()) {
      return entry.feed() == person.feed()
          && entry.place() > person.lost
          && !person.own.gone().contains(entry.place());
    }
    MarkRow mark = unit.marks().get(person, entry.feed());
    return mark.following()
        && entry.place() > unit.feeds().any(entry.feed()).lost
        && !mark.marks.gone().contains(entry.place());
  }

  private static FeedMarks marksOf(WriteUnit unit, PersonRow person, long feed)
      throws SQLException {
    return feed < 0 ? person.own : unit.marks().get(person, feed).marks;
  }

  private static void put(WriteUnit unit, PersonRow person, long feed, FeedMarks marks)
      throws SQLException {
    if (feed < 0) {
      person.own = marks;
      person.dirty = true;
    } else {
      unit.marks().get(person, feed).marks = marks;
    }
  }

  /// Finds items, in the order of their ids; those that are not there are `unknown`.
  private static Map<Ulid, EntryRow> find(
      WriteUnit unit, PersonRow person, List<Ulid> ids, List<Ulid> unknown) throws SQLException {
    Map<Ulid, EntryRow> found = new LinkedHashMap<>();
    Set<String> hidden = unit.tools().hidden(person);
    for (Ulid id : ids) {
      if (found.containsKey(id) || unknown.contains(id)) {
        continue;
      }
      Optional<EntryRow> entry = visible(unit, person, hidden, id);
      if (entry.isPresent()) {
        found.put(id, entry.get());
      } else {
        unknown.add(id);
      }
    }
    return found;
  }

  // ---- marks

  static Changed mark(WriteUnit unit, UserId user, Mark mark, List<Ulid> ids) throws SQLException {
    PersonRow person = unit.people().get(user);
    FeedMarks.When when = FeedMarks.When.of(mark.atMillis(), unit.nowMillis());
    List<Ulid> unknown = new ArrayList<>();
    List<Ulid> changed = new ArrayList<>();
    boolean refused = false;
    for (Map.Entry<Ulid, EntryRow> each : find(unit, person, ids, unknown).entrySet()) {
      EntryRow entry = each.getValue();
      BitSet one = new BitSet(1);
      one.set(0);
      FeedMarks before = marksOf(unit, person, entry.feed());
      FeedMarks after = before.mark(mark.kind(), one, entry.place() - 1, when);
      put(unit, person, entry.feed(), after);
      refused |= !stands(mark.kind(), after, entry.place());
      if (!after.looksLike(before)) {
        changed.add(each.getKey());
      }
    }
    if (changed.isEmpty()) {
      return Changed.nothing(person, unknown);
    }
    Optional<InboxChange> change =
        refused ? Optional.empty() : Optional.of(new InboxChange.Marked(changed, mark.kind()));
    return Changed.to(unit.changed(person, change), unknown);
  }

  /// Whether a place is what a mark says; not where a later one said otherwise.
  private static boolean stands(Mark.Kind kind, FeedMarks marks, long place) {
    return switch (kind) {
      case READ -> marks.read().contains(place);
      case UNREAD -> !marks.read().contains(place);
      case ARCHIVED -> marks.archived().contains(place);
      case UNARCHIVED -> !marks.archived().contains(place);
      case SEEN, DELETED -> true;
    };
  }

  /// Marks places that were chosen by what the user had at a revision.
  static Changed markAll(
      WriteUnit unit, UserId user, Mark mark, Mark.Target.All all, long revision, List<Places> of)
      throws SQLException {
    PersonRow person = unit.people().get(user);
    if (person.revision() != revision) {
      return Changed.outdated(person);
    }
    FeedMarks.When when = FeedMarks.When.of(mark.atMillis(), unit.nowMillis());
    boolean changed = false;
    boolean refused = false;
    for (Places each : of) {
      FeedMarks before = marksOf(unit, person, each.feed);
      FeedMarks after = before.mark(mark.kind(), each.places, each.base, when);
      put(unit, person, each.feed, after);
      changed |= !after.looksLike(before);
      refused |=
          each.places.stream().anyMatch(bit -> !stands(mark.kind(), after, each.base + 1 + bit));
    }
    if (!changed) {
      return Changed.nothing(person, List.of());
    }
    Optional<InboxChange> change =
        refused ? Optional.empty() : Optional.of(new InboxChange.MarkedAll(all, mark.kind()));
    return Changed.to(unit.changed(person, change), List.of());
  }

  // ---- snoozing

  static Changed snooze(WriteUnit unit, UserId user, List<Ulid> ids, long untilMillis)
      throws SQLException {
    PersonRow person = unit.people().get(user);
    List<Ulid> unknown = new ArrayList<>();
    Map<Ulid, EntryRow> found = find(unit, person, ids, unknown);
    for (EntryRow entry : found.values()) {
      FeedMarks marks = marksOf(unit, person, entry.feed());
      put(unit, person, entry.feed(), marks.without(entry.place(), entry.place()));
      Snoozes.put(unit, person, entry, untilMillis);
    }
    return found.isEmpty()
        ? Changed.nothing(person, unknown)
        : Changed.to(
            unit.changed(person, new InboxChange.Removed(List.copyOf(found.keySet()))), unknown);
  }

  static Changed wake(WriteUnit unit, UserId user, List<Ulid> ids) throws SQLException {
    PersonRow person = unit.people().get(user);
    List<Ulid> unknown = new ArrayList<>();
    long before = person.revision();
    for (Ulid id : ids.stream().distinct().toList()) {
      if (!Snoozes.wake(unit, person, id)) {
        unknown.add(id);
      }
    }
    return new Changed(person.revision(), person.revision() != before, unknown, false);
  }

  // ---- preferences

  /// The categories that come back into the inbox.
  static Set<String> returning(Set<String> hidden, Map<String, Preference> wanted) {
    return Set.copyOf(
        wanted.entrySet().stream()
            .filter(each -> each.getValue().inbox() && hidden.contains(each.getKey()))
            .map(Map.Entry::getKey)
            .toList());
  }

  /// Sets preferences; what was hidden, at places chosen at a revision, counts as read.
  static Changed prefer(
      WriteUnit unit,
      UserId user,
      Map<String, Preference> wanted,
      long revision,
      List<Places> wasHidden)
      throws SQLException {
    PersonRow person = unit.people().get(user);
    if (person.revision() != revision) {
      return Changed.outdated(person);
    }
    Map<String, Preference> news = new HashMap<>(wanted);
    news.entrySet().removeAll(person.preferences.entrySet());
    if (news.isEmpty()) {
      return Changed.nothing(person, List.of());
    }
    FeedMarks.When now = FeedMarks.When.of(OptionalLong.empty(), unit.nowMillis());
    for (Places each : wasHidden) {
      FeedMarks marks = marksOf(unit, person, each.feed);
      put(unit, person, each.feed, marks.mark(Mark.Kind.READ, each.places, each.base, now));
    }
    Map<String, Preference> all = new HashMap<>(person.preferences);
    all.putAll(news);
    person.preferences = Map.copyOf(all);
    return Changed.to(unit.changed(person, new InboxChange.Preferred(news)), List.of());
  }
}
