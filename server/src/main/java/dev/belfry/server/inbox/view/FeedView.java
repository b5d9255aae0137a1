package dev.belfry.server.inbox.view;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.ItemPlace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One feed as one user sees it.
///
/// @param feed its name
public record FeedView(ChannelName feed, FeedIndex index, FeedMarks marks) {
  /// The items that the user has, in whatever state, as bits of the caller's own.
  ///
  /// @param hidden categories that the user does not want
  BitSet items(Set<String> hidden, long nowMillis) {
    BitSet items = index.liveAt(nowMillis);
    items.andNot(bits(marks.gone()));
    for (String category : index.categories()) {
      if (hidden.contains(category)) {
        items.andNot(index.ofCategory(category));
      }
    }
    return items;
  }

  private BitSet bits(PlaceSet set) {
    return set.bits(index.lost(), index.length());
  }

  /// Leaves of some items those that a filter lets through.
  void filter(BitSet items, ItemFilter filter) {
    filter.category().ifPresent(category -> items.and(index.ofCategory(category)));
    filter.tag().ifPresent(tag -> items.and(index.ofTag(tag)));
    if (filter.feed().isPresent() && !filter.feed().get().equals(feed)) {
      items.clear();
    }
    filter.group().ifPresent(group -> keepGroup(items, group));
    switch (filter.state()) {
      case INBOX -> items.andNot(bits(marks.archived()));
      case UNREAD -> {
        items.andNot(bits(marks.archived()));
        items.andNot(bits(marks.read()));
      }
      case UNSEEN -> {
        items.andNot(bits(marks.archived()));
        items.andNot(bits(marks.seen()));
      }
      case READ -> {
        items.andNot(bits(marks.archived()));
        items.and(bits(marks.read()));
      }
      case ARCHIVED -> items.and(bits(marks.archived()));
    }
  }

  /// Leaves of some items those that are still listed.
  void keepListed(BitSet items, AgeLimits ages) {
    hide(items, marks.read(), ages.readBeforeMicros());
    hide(items, marks.archived(), ages.archivedBeforeMicros());
  }

  private void hide(BitSet items, PlaceSet done, long beforeMicros) {
    int old = beforeMicros == Long.MIN_VALUE ? 0 : index.before(beforeMicros);
    if (old > 0) {
      items.andNot(done.bits(index.lost(), old));
    }
  }

  private void keepGroup(BitSet items, String group) {
    for (int i = items.nextSetBit(0); i >= 0; i = items.nextSetBit(i + 1)) {
      if (!group.equals(index.group(i))) {
        items.clear(i);
      }
    }
  }

  /// Leaves of some items those that come after a place in the order of an inbox.
  void keepAfter(BitSet items, ItemPlace place) {
    int through = index.through(place);
    items.clear(through, Math.max(through, items.length()));
    int last = items.length() - 1;
    if (last >= 0 && index.at(last).compareTo(place) >= 0) {
      items.clear(last);
    }
  }

  /// Leaves of some items those that do not come before a place in the order of an inbox: it and
  /// what is older.
  void keepFrom(BitSet items, ItemPlace place) {
    int through = index.through(place);
    items.clear(through, Math.max(through, items.length()));
    int last = items.length() - 1;
    if (last >= 0 && index.at(last).compareTo(place) > 0) {
      items.clear(last);
    }
  }

  /// How many items a group has.
  static final class GroupSize {
    int items;
    int unread;
  }

  /// Leaves of some items the newest of each group, and those of no group.
  ///
  /// @return how many items each group has
  Map<String, GroupSize> keepNewestOfGroups(BitSet items) {
    Map<String, GroupSize> sizes = new HashMap<>();
    BitSet unread = (BitSet) items.clone();
    unread.andNot(bits(marks.read()));
    for (int i = items.length() - 1; i >= 0; i = items.previousSetBit(i - 1)) {
      @Nullable String group = index.group(i);
      if (group != null) {
        GroupSize size = sizes.computeIfAbsent(group, _ -> new GroupSize());
        size.items++;
        size.unread += unread.get(i) ? 1 : 0;
        items.set(i, size.items == 1);
      }
      if (i == 0) {
        break;
      }
    }
    return sizes;
  }

  /// Leaves of some items the oldest that is of a group.
  void keepGrouped(BitSet items) {
    int oldest = items.nextSetBit(0);
    while (oldest >= 0 && index.group(oldest) == null) {
      oldest = items.nextSetBit(oldest + 1);
    }
    items.clear();
    if (oldest >= 0) {
      items.set(oldest);
    }
  }

  /// How many more entries the feed takes until the oldest of some items falls out of its window;
  /// where there is none, until the next one that comes would.
  long room(BitSet items, long window) {
    int oldest = items.nextSetBit(0);
    return window - 1 - index.length() + (oldest < 0 ? index.length() + 1 : oldest + 1);
  }

  /// The place in the feed of a bit.
  long place(int bit) {
    return index.lost() + 1 + bit;
  }
}
