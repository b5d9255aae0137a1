package dev.belfry.server.store.memory;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.store.ScheduleBounds;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is to appear later in the channels of one loop, which owns it.
final class MemorySchedule {
  /// A message that waits for its time.
  ///
  /// @param author names who scheduled it
  /// @param number of two for the same time, the first scheduled has the lower one
  record Entry(
      Ulid id, ChannelName channel, Draft draft, long atMillis, String author, long number) {
    boolean hasBodyOf(Draft other) {
      return draft.kind() == other.kind() && Arrays.equals(draft.data(), other.data());
    }

    private long bytes() {
      return ScheduleBounds.bytesOf(ScheduleBounds.sizeOf(draft.data(), author));
    }
  }

  private record Key(ChannelName channel, String text) {}

  private final ScheduleBounds bounds;
  private final TreeSet<Entry> byTime =
      new TreeSet<>(Comparator.comparingLong(Entry::atMillis).thenComparingLong(Entry::number));

  /// All that have neither appeared nor been cancelled; those due, too, until they are appended.
  private final Map<Ulid, Entry> byId = new HashMap<>();

  private final Map<Key, Entry> byKey = new HashMap<>();
  private long bytes;
  private long numbers;

  MemorySchedule(ScheduleBounds bounds) {
    this.bounds = bounds;
  }

  /// What waits under an id; null for nothing.
  @Nullable Entry find(Ulid id) {
    return byId.get(id);
  }

  /// What waits under an idempotency key; null for nothing.
  @Nullable Entry find(ChannelName channel, String key) {
    return byKey.get(new Key(channel, key));
  }

  /// Adds a message; false where there is no room.
  boolean add(Ulid id, Schedule.Entry added) {
    Draft draft = added.draft();
    ChannelName channel = added.channel();
    String author = added.author();
    if (!bounds.admits(byId.size(), bytes, ScheduleBounds.sizeOf(draft.data(), author))) {
      return false;
    }
    Entry entry = new Entry(id, channel, draft.withId(id), added.atMillis(), author, numbers++);
    bytes += entry.bytes();
    byTime.add(entry);
    byId.put(id, entry);
    if (draft.idempotencyKey() != null) {
      byKey.put(new Key(channel, draft.idempotencyKey()), entry);
    }
    return true;
  }

  /// Takes the next entry whose time has come out of the waiting line; null where there is none. It
  /// still counts until it is removed.
  @Nullable Entry nextDue(long nowMillis) {
    if (byTime.isEmpty() || byTime.first().atMillis() > nowMillis) {
      return null;
    }
    return byTime.pollFirst();
  }

  /// Removes a message; false where it is not here any more.
  boolean remove(Ulid id) {
    Entry entry = byId.remove(id);
    if (entry == null) {
      return false;
    }
    bytes -= entry.bytes();
    byTime.remove(entry);
    if (entry.draft().idempotencyKey() != null) {
      byKey.remove(new Key(entry.channel(), entry.draft().idempotencyKey()));
    }
    return true;
  }

  int size() {
    return byId.size();
  }

  long bytes() {
    return bytes;
  }
}
