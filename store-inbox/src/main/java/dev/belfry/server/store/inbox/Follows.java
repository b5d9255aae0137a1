package dev.belfry.server.store.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FollowOutcome;
import dev.belfry.server.inbox.InboxChange;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Feeds come into inboxes and leave them, and users leave for good.
final class Follows {
  /// Feeds that a user has left and of which it is still known what the user had done.
  private static final int LEFT_MAX = FollowOutcome.FOLLOWS_MAX;

  private static final String OWN =
      "SELECT " + EntryRow.COLUMNS + " FROM {entry} e WHERE e.feed = ?";

  private static final String SNOOZED =
      "DELETE FROM {snooze} WHERE person = ? RETURNING notification";

  private Follows() {}

  static FollowOutcome follow(WriteUnit unit, UserId user, ChannelName name) throws SQLException {
    PersonRow person = unit.people().get(user);
    FeedRow feed = unit.feeds().get(name);
    MarkRow mark = unit.marks().get(person, feed.number);
    if (mark.following()) {
      return FollowOutcome.SAME;
    }
    if (followed(unit, person) >= FollowOutcome.FOLLOWS_MAX) {
      return FollowOutcome.TOO_MANY;
    }
    if (mark.exists) {
      mark.marks = mark.marks.without(mark.leftHead + 1, feed.head);
    } else {
      beginWithEarlier(unit, person, feed, mark);
    }
    mark.leftHead = MarkRow.FOLLOWING;
    mark.exists = true;
    feed.followers++;
    feed.dirty = true;
    unit.changed(person, new InboxChange.Followed(name));
    return FollowOutcome.CHANGED;
  }

  /// The feed is followed for the first time.
  private static void beginWithEarlier(WriteUnit unit, PersonRow person, FeedRow feed, MarkRow mark)
      throws SQLException {
    long hidden = EarlierEntries.hiddenThrough(unit, feed, unit.tools().ages().followMillis());
    mark.marks = mark.marks.without(1, hidden);
    if (hidden < feed.head) {
      for (long place : EarlierEntries.excepted(unit, feed, person)) {
        mark.marks = mark.marks.without(place, place);
      }
    }
  }

  private static long followed(WriteUnit unit, PersonRow person) throws SQLException {
    return unit.marks().all(person).stream()
        .filter(MarkRow::following)
        .filter(mark -> mark.feed != Windows.EVERYONE_NUMBER)
        .count();
  }

  static FollowOutcome unfollow(WriteUnit unit, UserId user, ChannelName name) throws SQLException {
    PersonRow person = unit.people().get(user);
    FeedRow feed = unit.feeds().get(name);
    MarkRow mark = unit.marks().get(person, feed.number);
    if (!mark.following() || feed.number == Windows.EVERYONE_NUMBER) {
      return FollowOutcome.SAME;
    }
    mark.leftHead = feed.head;
    feed.followers--;
    feed.dirty = true;
    forgetOldest(unit.marks().all(person));
    unit.changed(person, new InboxChange.Unfollowed(name));
    return FollowOutcome.CHANGED;
  }

  private static void forgetOldest(List<MarkRow> marks) {
    List<MarkRow> left =
        marks.stream()
            .filter(mark -> !mark.following())
            .sorted(Comparator.comparingLong(mark -> mark.feed))
            .toList();
    left.stream().limit(Math.max(0, left.size() - LEFT_MAX)).forEach(mark -> mark.exists = false);
  }

  // ---- for good

  /// The numbers of the feeds of which something is kept for a user.
  static List<Long> feeds(InboxConnection connection, UserId user) throws SQLException {
    return connection
        .sql(
            "SELECT m.feed FROM {person} p LEFT JOIN {mark} m ON m.person = p.number"
                + " WHERE p.name = ?")
        .with(Bytes.of(user.text()))
        .found(row -> row.getLong(1));
  }

  /// Removes all rows of a user, and begins to look through what is scheduled. Returns the chore
  /// that does; -1 where the user has come into another feed since the feeds were read.
  static long erase(WriteUnit unit, UserId user) throws SQLException {
    Optional<PersonRow> known = unit.people().find(user);
    if (known.isPresent() && !eraseRows(unit, known.get())) {
      return -1;
    }
    return Chores.add(unit, Chores.ERASE, 0, Bytes.of(user.text()));
  }

  private static boolean eraseRows(WriteUnit unit, PersonRow person) throws SQLException {
    List<MarkRow> marks = unit.marks().all(person);
    for (MarkRow mark : marks) {
      if (unit.feeds().locked(mark.feed).isEmpty()) {
        return false;
      }
    }
    for (MarkRow mark : marks) {
      if (mark.following()) {
        FeedRow feed = unit.feeds().any(mark.feed);
        feed.followers--;
        feed.dirty = true;
      }
      mark.exists = false;
    }
    unit.entries().write();
    for (EntryRow entry : unit.sql(OWN).with(person.feed()).list(EntryRow::read)) {
      unit.entries().trim(entry.feed(), entry.place(), entry.place());
    }
    unit.sql(SNOOZED)
        .with(person.number)
        .list(row -> row.getLong(1))
        .forEach(unit.entries()::perhapsOrphan);
    unit.sql("DELETE FROM {except} WHERE person = ?").with(person.number).update();
    unit.changed(person, Optional.empty());
    person.erased = true;
    return true;
  }
}
