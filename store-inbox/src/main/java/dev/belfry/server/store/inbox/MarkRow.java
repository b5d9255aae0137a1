package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.view.FeedMarks;
import dev.belfry.server.inbox.view.PlaceSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A shared feed in a user's inbox, or one that was, as one transaction has it.
final class MarkRow {
  static final String COLUMNS = "m.person, m.feed, m.left_head, m.sets";

  /// In place of the head that the feed had when it was left.
  static final long FOLLOWING = -1;

  final long person;
  final long feed;
  FeedMarks marks = FeedMarks.NONE;
  long leftHead = FOLLOWING;

  /// Whether it is there: the user follows the feed, or did.
  boolean exists;

  /// What the database has; null where it has nothing.
  private @Nullable FeedMarks marksBefore;

  private long leftBefore = FOLLOWING;

  MarkRow(long person, long feed) {
    this.person = person;
    this.feed = feed;
  }

  static MarkRow read(ResultSet row) throws SQLException {
    MarkRow mark = new MarkRow(row.getLong(1), row.getLong(2));
    long left = row.getLong(3);
    mark.leftHead = row.wasNull() ? FOLLOWING : left;
    byte[] sets = row.getBytes(4);
    mark.marks = sets == null ? FeedMarks.NONE : FeedMarks.decode(sets);
    mark.exists = true;
    mark.marksBefore = mark.marks;
    mark.leftBefore = mark.leftHead;
    return mark;
  }

  boolean following() {
    return exists && leftHead == FOLLOWING;
  }

  boolean dirty() {
    return exists ? leftHead != leftBefore || !marks.equals(marksBefore) : marksBefore != null;
  }

  /// What of a set counts for others who ask how far a notification has come.
  static PlaceSet counted(PlaceSet set, FeedMarks marks, boolean following) {
    return following ? set.minus(marks.gone()) : PlaceSet.EMPTY;
  }

  FeedMarks before() {
    FeedMarks before = marksBefore;
    return before == null ? FeedMarks.NONE : before;
  }

  boolean followedBefore() {
    return marksBefore != null && leftBefore == FOLLOWING;
  }
}
