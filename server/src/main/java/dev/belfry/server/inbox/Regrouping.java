package dev.belfry.server.inbox;

import java.util.Optional;

/// What an event does to the groups that sessions show, each by its newest item. A later one does
/// more.
enum Regrouping {
  /// All groups are as they were.
  NONE,

  /// Groups have other counts; a new item stands for its group.
  COUNTS,

  /// Items are read or not, or seen: a session that shows those in one state only shows others now.
  STATES,

  /// Items are gone or came back, so that others may stand for their groups, which the session does
  /// not have.
  ITEMS;

  /// @param fell whether an item of a group may have fallen out of a window
  static Regrouping of(InboxEvent event, boolean fell) {
    return switch (event) {
      case InboxEvent.Appended appended ->
          appended.after.changes() == appended.before.changes()
              ? ofNew(appended.item, appended.replaces.isPresent(), fell)
              : ITEMS;
      case InboxEvent.Removed _ -> ITEMS;
      case InboxEvent.Changed(_, _, Optional<InboxChange> change) ->
          change.map(of -> of(of, fell)).orElse(ITEMS);
    };
  }

  private static Regrouping of(InboxChange change, boolean fell) {
    return switch (change) {
      case InboxChange.Added(Item item, var replaces) -> ofNew(item, replaces.isPresent(), fell);
      case InboxChange.Marked(_, Mark.Kind kind) -> of(kind);
      case InboxChange.MarkedAll(_, Mark.Kind kind) -> of(kind);
      case InboxChange.Removed _,
          InboxChange.Followed _,
          InboxChange.Unfollowed _,
          InboxChange.Preferred _ ->
          ITEMS;
    };
  }

  private static Regrouping ofNew(Item item, boolean replaces, boolean fell) {
    if (replaces) {
      return ITEMS;
    }
    return fell || !item.notification().group().isEmpty() ? COUNTS : NONE;
  }

  private static Regrouping of(Mark.Kind kind) {
    return switch (kind) {
      case SEEN, READ, UNREAD -> STATES;
      case ARCHIVED, UNARCHIVED, DELETED -> ITEMS;
    };
  }

  Regrouping and(Regrouping other) {
    return compareTo(other) < 0 ? other : this;
  }
}
