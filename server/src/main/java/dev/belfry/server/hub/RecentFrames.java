package dev.belfry.server.hub;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs that were encoded for subscribers that are behind, kept for a moment: many clients come
/// back together, to the same place, and get the same bytes, read and encoded once. Bounded by size
/// and by age. Owned by the loop.
final class RecentFrames {
  /// A frame is dropped when it is between half of this and all of it old.
  private static final Duration AGE_MAX = Duration.ofSeconds(1);

  private final Loop loop;
  private final long bytesMax;

  /// The one used longest ago comes first.
  private final Map<Place, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;
  private int generation;
  private boolean agingIsDue;

  /// @param bytesMax of all frames together; one alone may be larger
  RecentFrames(Loop loop, long bytesMax) {
    this.loop = loop;
    this.bytesMax = bytesMax;
  }

  /// Where a run begins, and in which format: the cursor after which it is due.
  private record Place(FormatGroup group, long after) {}

  /// @param publishers the sessions that published some of the run, on a channel that does not echo
  private record Entry(
      Frame frame, long through, int messages, Set<Ulid> publishers, int generation) {}

  /// The run that follows a cursor, lent; null where there is none for this session.
  CatchUp.@Nullable Run find(FormatGroup group, long after, @Nullable Ulid sessionId) {
    if (entries.isEmpty()) {
      return null;
    }
    Entry entry = entries.get(new Place(group, after));
    if (entry == null || (sessionId != null && entry.publishers.contains(sessionId))) {
      return null;
    }
    loop.counters().add(Counted.DELIVERIES, entry.messages);
    return new CatchUp.Run(entry.frame, entry.through);
  }

  /// Keeps a frame, unless a message in it may not be what is due a moment later, and takes it
  /// over.
  void add(FormatGroup group, long after, long through, List<Message> run, Frame frame) {
    if (!group.format().shared() || passing(run)) {
      frame.release();
      return;
    }
    Entry before =
        entries.put(
            new Place(group, after),
            new Entry(frame, through, run.size(), ChannelFanOut.publishersOf(run), generation));
    bytes += frame.bytes();
    if (before != null) {
      drop(before);
    }
    Iterator<Entry> oldest = entries.values().iterator();
    while (bytes > bytesMax && entries.size() > 1) {
      drop(oldest.next());
      oldest.remove();
    }
    if (!agingIsDue) {
      agingIsDue = true;
      loop.schedule(AGE_MAX.dividedBy(2), this::age);
    }
  }

  /// Whether one of the messages may expire or be replaced.
  private static boolean passing(List<Message> run) {
    for (Message message : run) {
      if (message.expiresAtMillis() != Long.MAX_VALUE || message.replaceKey() != null) {
        return true;
      }
    }
    return false;
  }

  private void drop(Entry entry) {
    bytes -= entry.frame.bytes();
    entry.frame.release();
  }

  private void age() {
    agingIsDue = false;
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      if (entry.generation < generation) {
        drop(entry);
        all.remove();
      }
    }
    generation++;
    if (!entries.isEmpty()) {
      agingIsDue = true;
      loop.schedule(AGE_MAX.dividedBy(2), this::age);
    }
  }

  /// Drops all: the loop ends, or a cursor may name another place now.
  void clear() {
    entries.values().forEach(this::drop);
    entries.clear();
  }
}
