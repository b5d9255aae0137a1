package dev.belfry.server.store.inbox;

import dev.belfry.server.inbox.view.FeedIndex;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The indexes of shared feeds, each in the state that was asked for last; loaded by one thread at
/// a time for each feed. Those that were not used for the longest time go where all together are
/// too large. Any thread asks, and waits where it has to.
final class FeedIndexes {
  private static final String READ =
      "SELECT "
          + EntryRow.COLUMNS
          + " FROM {entry} e WHERE e.feed = ? AND e.place > ? AND e.place <= ?";

  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock, as what they cost.
  private final LinkedHashMap<Long, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /// The index of one feed. Its lock is held while it is loaded.
  private static final class Slot {
    private final ReentrantLock loading = new ReentrantLock();
    private @Nullable FeedIndex index;

    /// The life of the store in which it was loaded: in the next one a state may come again.
    private String epoch = "";

    /// Guarded by the lock of all.
    private long bytes;
  }

  FeedIndexes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// The index of a feed in the state that a connection sees.
  FeedIndex of(InboxConnection connection, String epoch, FeedRow feed) throws SQLException {
    Slot slot = slotOf(feed.number);
    slot.loading.lock();
    try {
      FeedIndex known = epoch.equals(slot.epoch) ? slot.index : null;
      if (known != null && known.state().equals(feed.state())) {
        return known;
      }
      if (known != null && isNewer(known, feed)) {
        return load(connection, feed); // for one that began to read before
      }
      FeedIndex loaded =
          known != null && known.state().changes() == feed.changes && known.lost() <= feed.lost
              ? grown(connection, feed, known)
              : load(connection, feed);
      slot.index = loaded;
      slot.epoch = epoch;
      count(slot, loaded.bytes());
      return loaded;
    } finally {
      slot.loading.unlock();
    }
  }

  private static boolean isNewer(FeedIndex known, FeedRow feed) {
    return known.state().head() > feed.head || known.state().changes() > feed.changes;
  }

  private static FeedIndex load(InboxConnection connection, FeedRow feed) throws SQLException {
    FeedIndex.Builder builder = FeedIndex.builder(feed.lost, feed.state());
    for (EntryRow entry : entries(connection, feed.number, feed.lost, feed.head)) {
      builder.add(entry.indexed());
    }
    return builder.build();
  }

  private static FeedIndex grown(InboxConnection connection, FeedRow feed, FeedIndex known)
      throws SQLException {
    List<FeedIndex.Entry> added =
        entries(connection, feed.number, Math.max(known.state().head(), feed.lost), feed.head)
            .stream()
            .map(EntryRow::indexed)
            .toList();
    return known.grown(feed.lost, feed.state(), added);
  }

  static List<EntryRow> entries(InboxConnection connection, long feed, long after, long through)
      throws SQLException {
    return connection.sql(READ).with(feed).with(after).with(through).list(EntryRow::read);
  }

  private Slot slotOf(long feed) {
    lock.lock();
    try {
      return slots.computeIfAbsent(feed, _ -> new Slot());
    } finally {
      lock.unlock();
    }
  }

  private void count(Slot slot, long now) {
    lock.lock();
    try {
      bytes += now - slot.bytes;
      slot.bytes = now;
      Iterator<Slot> eldest = slots.values().iterator();
      while (bytes > bytesMax && eldest.hasNext()) {
        Slot each = eldest.next();
        if (!each.loading.isLocked()) {
          eldest.remove();
          bytes -= each.bytes;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What all of them cost.
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }
}
