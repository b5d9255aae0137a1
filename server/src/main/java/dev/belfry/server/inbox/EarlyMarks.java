package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a user has done with items of which their feeds may not have told here yet: where another
/// node appends an item, and the user marks it on this one, the mark is told of before the item is.
final class EarlyMarks {
  private static final int IDS_MAX = 4_096;

  private final Set<Ulid> ids = new HashSet<>(0);

  /// The largest place up to which all were marked.
  private @Nullable ItemPlace through;

  /// Notes what a change does to items. Returns false where that is too much to be kept.
  boolean add(InboxChange change) {
    return switch (change) {
      case InboxChange.Marked(List<Ulid> marked, _) -> addAll(marked);
      case InboxChange.Removed(List<Ulid> removed) -> addAll(removed);
      case InboxChange.MarkedAll(Mark.Target.All target, _) -> {
        ItemPlace before = through;
        ItemPlace place = target.through();
        through = before == null || before.compareTo(place) < 0 ? place : before;
        yield true;
      }
      case InboxChange.Added _,
          InboxChange.Followed _,
          InboxChange.Unfollowed _,
          InboxChange.Preferred _ ->
          true;
    };
  }

  private boolean addAll(List<Ulid> some) {
    ids.addAll(some);
    return ids.size() <= IDS_MAX;
  }

  /// Whether an item that its feed tells of now may be marked already.
  boolean has(Item item) {
    ItemPlace all = through;
    return ids.contains(item.id()) || (all != null && item.place().compareTo(all) <= 0);
  }

  /// All items that were marked have been told of.
  void clear() {
    ids.clear();
    through = null;
  }
}
