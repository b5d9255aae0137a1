package dev.belfry.server.inbox.view;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.FeedState;
import dev.belfry.server.inbox.ItemPlace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a feed has within its window, as far as it takes to choose and count items: all but the
/// bodies. Immutable; made once for all users of a feed in one state.
public final class FeedIndex {
  /// What an entry costs in the arrays, and what the rest of an index does, in bytes.
  private static final int ENTRY_BYTES = 64;

  private static final int OWN_BYTES = 256;
  private static final int SET_BYTES = 64;

  /// Never changed.
  private static final BitSet NOTHING = new BitSet();

  private final long lost;
  private final FeedState state;
  private final long[] notifications;

  /// Never falls, so that a time can be looked up; where there is no entry, as before it.
  private final long[] times;

  private final @Nullable Ulid[] ids;
  private final BitSet live;
  private final Map<String, BitSet> categories;
  private final Map<String, BitSet> tags;
  private final @Nullable String[] groups;
  private final Map<Integer, Long> expiries;

  private FeedIndex(Builder builder) {
    this.lost = builder.lost;
    this.state = builder.state;
    this.notifications = builder.notifications;
    this.times = builder.times;
    this.ids = builder.ids;
    this.live = builder.live;
    this.categories = Map.copyOf(builder.categories);
    this.tags = Map.copyOf(builder.tags);
    this.groups = builder.groups;
    this.expiries = Map.copyOf(builder.expiries);
  }

  /// An entry of a feed.
  ///
  /// @param place in the feed
  /// @param notification the number under which the store has what it says
  /// @param category empty for none, as the group
  /// @param expiresMillis milliseconds since 1970; [Long#MAX_VALUE] for never
  public record Entry(
      long place,
      long notification,
      ItemPlace at,
      String category,
      List<String> tags,
      String group,
      long expiresMillis) {}

  /// Puts an index together.
  ///
  /// @param lost the newest place below the window
  public static Builder builder(long lost, FeedState state) {
    return new Builder(lost, state);
  }

  /// Takes the entries of one state of a feed.
  public static final class Builder {
    private final long lost;
    private final FeedState state;
    private final long[] notifications;
    private final long[] times;
    private final @Nullable Ulid[] ids;
    private final BitSet live = new BitSet();
    private final Map<String, BitSet> categories = new HashMap<>();
    private final Map<String, BitSet> tags = new HashMap<>();
    private final @Nullable String[] groups;
    private final Map<Integer, Long> expiries = new HashMap<>();

    private Builder(long lost, FeedState state) {
      int length = Math.toIntExact(state.head() - lost);
      this.lost = lost;
      this.state = state;
      this.notifications = new long[length];
      this.times = new long[length];
      this.ids = new @Nullable Ulid[length];
      this.groups = new @Nullable String[length];
    }

    /// Adds an entry that is neither retracted nor replaced; in any order. Places without one were.
    public Builder add(Entry entry) {
      int i = Math.toIntExact(entry.place - lost - 1);
      notifications[i] = entry.notification;
      times[i] = entry.at.atMicros();
      ids[i] = entry.at.id();
      live.set(i);
      if (!entry.category.isEmpty()) {
        categories.computeIfAbsent(entry.category, _ -> new BitSet()).set(i);
      }
      for (String tag : entry.tags) {
        tags.computeIfAbsent(tag, _ -> new BitSet()).set(i);
      }
      groups[i] = entry.group.isEmpty() ? null : entry.group;
      if (entry.expiresMillis != Long.MAX_VALUE) {
        expiries.put(i, entry.expiresMillis);
      }
      return this;
    }

    /// Takes over what another index of the feed has, but for its oldest places.
    private void take(FeedIndex other, int gone) {
      int length = other.times.length;
      int kept = Math.max(0, length - gone);
      System.arraycopy(other.notifications, length - kept, notifications, 0, kept);
      System.arraycopy(other.times, length - kept, times, 0, kept);
      System.arraycopy(other.ids, length - kept, ids, 0, kept);
      System.arraycopy(other.groups, length - kept, groups, 0, kept);
      live.or(other.live.get(length - kept, length));
      other.categories.forEach((name, bits) -> take(categories, name, bits, length - kept, length));
      other.tags.forEach((name, bits) -> take(tags, name, bits, length - kept, length));
      other.expiries.forEach((bit, expires) -> {
        if (bit >= gone) {
          expiries.put(bit - gone, expires);
        }
      });
    }

    private static void take(
        Map<String, BitSet> into, String name, BitSet bits, int from, int until) {
      BitSet kept = bits.get(from, until);
      if (!kept.isEmpty()) {
        into.put(name, kept);
      }
    }

    public FeedIndex build() {
      for (int i = 1; i < times.length; i++) {
        times[i] = Math.max(times[i], times[i - 1]);
      }
      return new FeedIndex(this);
    }
  }

  /// The feed in a later state, in which the entries that this has still stand, but for those that
  /// are below the window now.
  ///
  /// @param lostNow the newest place below the window
  public FeedIndex grown(long lostNow, FeedState later, List<Entry> added) {
    Builder next = builder(lostNow, later);
    next.take(this, Math.toIntExact(lostNow - lost));
    added.forEach(next::add);
    return next.build();
  }

  /// The newest place below the window.
  public long lost() {
    return lost;
  }

  /// The state of the feed that this shows.
  public FeedState state() {
    return state;
  }

  /// What it keeps in memory, about.
  public long bytes() {
    long sets = 1L + categories.size() + tags.size();
    return OWN_BYTES
        + (long) ENTRY_BYTES * times.length
        + sets * (SET_BYTES + times.length / Byte.SIZE)
        + (long) SET_BYTES * expiries.size();
  }

  int length() {
    return times.length;
  }

  /// Where the entry of a bit stands. Only of those that are live.
  ItemPlace at(int bit) {
    return new ItemPlace(times[bit], Objects.requireNonNull(ids[bit]));
  }

  /// The number of entries that may stand before a place in the order of time, those at the same
  /// time among them.
  int through(ItemPlace place) {
    return before(place.atMicros() == Long.MAX_VALUE ? Long.MAX_VALUE : place.atMicros() + 1);
  }

  /// The number of entries that came before a time.
  int before(long micros) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The number of what the entry of a bit says.
  long notification(int bit) {
    return notifications[bit];
  }

  @Nullable String group(int bit) {
    return groups[bit];
  }

  /// The entries that stand at a time, as bits of the caller's own.
  BitSet liveAt(long nowMillis) {
    BitSet bits = (BitSet) live.clone();
    expiries.forEach((bit, expires) -> {
      if (expires <= nowMillis) {
        bits.clear(bit);
      }
    });
    return bits;
  }

  BitSet ofCategory(String category) {
    return categories.getOrDefault(category, NOTHING);
  }

  BitSet ofTag(String tag) {
    return tags.getOrDefault(tag, NOTHING);
  }

  Iterable<String> categories() {
    return categories.keySet();
  }
}
