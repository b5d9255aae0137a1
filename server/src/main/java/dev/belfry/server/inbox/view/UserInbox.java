package dev.belfry.server.inbox.view;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.FeedRoom;
import dev.belfry.server.inbox.GroupCount;
import dev.belfry.server.inbox.InboxCounts;
import dev.belfry.server.inbox.ItemFilter;
import dev.belfry.server.inbox.ItemPlace;
import dev.belfry.server.inbox.ViewQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/// The inbox of one user at one moment: the feeds in it, merged.
///
/// What it costs is bounded by the windows of the feeds, and goes by words of bits; only pages with
/// groups look at each entry.
///
/// @param feeds in any order
/// @param hidden categories that the user does not want
/// @param nowMillis what has expired by then is not there
/// @param ages what is not listed
public record UserInbox(List<FeedView> feeds, Set<String> hidden, long nowMillis, AgeLimits ages) {
  public UserInbox {
    feeds = List.copyOf(feeds);
    hidden = Set.copyOf(hidden);
  }

  /// A page of it.
  ///
  /// @param entries newest first
  /// @param more whether there are more after the last
  public record Page(List<Found> entries, List<GroupCount> groups, boolean more) {
    public Page {
      entries = List.copyOf(entries);
      groups = List.copyOf(groups);
    }
  }

  /// An entry that is in the inbox.
  ///
  /// @param at where it stands in the inbox
  /// @param place in its feed
  /// @param notification the number of what it says
  public record Found(FeedView view, ItemPlace at, long place, long notification) {
    public boolean seen() {
      return view.marks().seen().contains(place);
    }

    public boolean read() {
      return view.marks().read().contains(place);
    }

    public boolean archived() {
      return view.marks().archived().contains(place);
    }
  }

  /// Some entries of one feed.
  ///
  /// @param base the place before that of bit 0
  public record Chosen(FeedView view, BitSet places, long base) {}

  // ---- pages

  private static final Comparator<Candidate> NEWEST_FIRST =
      (one, other) -> other.at.compareTo(one.at);

  /// Where a feed has its next item.
  private record Candidate(FeedView view, BitSet items, int bit, ItemPlace at) {
    static Optional<Candidate> of(FeedView view, BitSet items, int bit) {
      return bit < 0
          ? Optional.empty()
          : Optional.of(new Candidate(view, items, bit, view.index().at(bit)));
    }

    Optional<Candidate> next() {
      return bit == 0 ? Optional.empty() : of(view, items, items.previousSetBit(bit - 1));
    }

    Found found() {
      return new Found(view, at, view.place(bit), view.index().notification(bit));
    }
  }

  /// A page.
  public Page page(ViewQuery query) {
    PriorityQueue<Candidate> newest = new PriorityQueue<>(NEWEST_FIRST);
    Map<ChannelName, Map<String, FeedView.GroupSize>> sizes = new HashMap<>();
    for (FeedView view : feeds) {
      BitSet items = matching(view, query.filter());
      if (query.grouped()) {
        sizes.put(view.feed(), view.keepNewestOfGroups(items));
      }
      query.after().ifPresent(place -> view.keepAfter(items, place));
      Candidate.of(view, items, items.length() - 1).ifPresent(newest::add);
    }
    List<Found> entries = new ArrayList<>();
    List<GroupCount> groups = new ArrayList<>();
    while (entries.size() < query.limit() && !newest.isEmpty()) {
      Candidate candidate = newest.remove();
      entries.add(candidate.found());
      if (query.grouped()) {
        groupOf(candidate, sizes).ifPresent(groups::add);
      }
      candidate.next().ifPresent(newest::add);
    }
    return new Page(entries, groups, !newest.isEmpty());
  }

  /// The group that an item stands for, where that has more than one.
  private static Optional<GroupCount> groupOf(
      Candidate newest, Map<ChannelName, Map<String, FeedView.GroupSize>> sizes) {
    FeedView view = newest.view;
    String group = view.index().group(newest.bit);
    FeedView.GroupSize size =
        group == null ? null : sizes.getOrDefault(view.feed(), Map.of()).get(group);
    return group == null || size == null || size.items == 1
        ? Optional.empty()
        : Optional.of(new GroupCount(view.feed(), group, capped(size.items), capped(size.unread)));
  }

  private BitSet matching(FeedView view, ItemFilter filter) {
    BitSet items = view.items(hidden, nowMillis);
    view.filter(items, filter);
    view.keepListed(items, ages);
    return items;
  }

  // ---- counts

  /// How many are unread and unseen, of those that a filter lets through whatever state it says.
  public InboxCounts counts(ItemFilter filter) {
    int unread = 0;
    int unseen = 0;
    for (FeedView view : feeds) {
      unread += unread >= InboxCounts.MOST ? 0 : count(view, filter, ItemFilter.State.UNREAD);
      unseen += unseen >= InboxCounts.MOST ? 0 : count(view, filter, ItemFilter.State.UNSEEN);
    }
    return new InboxCounts(capped(unread), capped(unseen));
  }

  private int count(FeedView view, ItemFilter filter, ItemFilter.State state) {
    return matching(view, filter.in(state)).cardinality();
  }

  private static int capped(int count) {
    return Math.min(count, InboxCounts.MOST);
  }

  /// How long what is counted of a feed stays within its window.
  ///
  /// @param window how many places the feed keeps
  public FeedRoom room(FeedView view, long window) {
    BitSet grouped = view.items(hidden, nowMillis);
    view.keepGrouped(grouped);
    return new FeedRoom(
        view.room(matching(view, ItemFilter.INBOX.in(ItemFilter.State.UNREAD)), window),
        view.room(matching(view, ItemFilter.INBOX.in(ItemFilter.State.UNSEEN)), window),
        view.room(grouped, window));
  }

  /// The counts of each category that has something unread or unseen.
  public Map<String, InboxCounts> countsByCategory() {
    Set<String> categories = new HashSet<>();
    feeds.forEach(view -> view.index().categories().forEach(categories::add));
    Map<String, InboxCounts> counts = new HashMap<>();
    for (String category : categories) {
      InboxCounts ofCategory = counts(inCategory(category));
      if (!ofCategory.equals(InboxCounts.NONE)) {
        counts.put(category, ofCategory);
      }
    }
    return counts;
  }

  private static ItemFilter inCategory(String category) {
    return new ItemFilter(
        ItemFilter.State.INBOX,
        Optional.of(category),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  // ---- what marks are for

  /// The entry at a place of a feed, where it is in this inbox, in whatever state, listed or not.
  public Optional<Found> at(ChannelName feed, long place) {
    return feeds.stream()
        .filter(view -> view.feed().equals(feed))
        .flatMap(view -> found(view, place).stream())
        .findFirst();
  }

  private Optional<Found> found(FeedView view, long place) {
    long bit = place - view.index().lost() - 1;
    boolean in =
        bit >= 0 && bit < view.index().length() && view.items(hidden, nowMillis).get((int) bit);
    return in
        ? Candidate.of(view, new BitSet(), (int) bit).map(Candidate::found)
        : Optional.empty();
  }

  /// What a filter lets through, up to a place and older.
  public List<Chosen> chosen(ItemFilter filter, ItemPlace through) {
    List<Chosen> all = new ArrayList<>();
    for (FeedView view : feeds) {
      BitSet items = matching(view, filter);
      view.keepFrom(items, through);
      if (!items.isEmpty()) {
        all.add(new Chosen(view, items, view.index().lost()));
      }
    }
    return all;
  }
}
