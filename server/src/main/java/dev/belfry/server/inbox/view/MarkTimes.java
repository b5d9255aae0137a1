package dev.belfry.server.inbox.view;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// When items were last marked and un-marked, of those that were ever un-marked, or marked by two
/// devices of which one was away. So of two devices that say different things of one item the later
/// one is right, whichever is heard first; items that are only ever marked need no time. Immutable.
final class MarkTimes {
  static final MarkTimes NONE = new MarkTimes(Map.of());

  /// The most that are kept for one user and feed; then the oldest are forgotten.
  static final int MOST = 256;

  /// What can be taken back.
  enum Kind {
    READ,
    ARCHIVED
  }

  record Key(long place, Kind kind) {}

  /// @param value whether it was marked, or un-marked
  record Last(boolean value, long atMillis) {
    /// Whether this is replaced by another: by a newer one, and by a mark of the same time.
    boolean yieldsTo(boolean otherValue, long otherMillis) {
      return otherMillis > atMillis || (otherMillis == atMillis && otherValue && !value);
    }
  }

  private final Map<Key, Last> lasts;

  private MarkTimes(Map<Key, Last> lasts) {
    this.lasts = lasts;
  }

  boolean isEmpty() {
    return lasts.isEmpty();
  }

  @Nullable Last of(long place, Kind kind) {
    return lasts.get(new Key(place, kind));
  }

  MarkTimes with(Map<Key, Last> changed) {
    if (changed.isEmpty()) {
      return this;
    }
    Map<Key, Last> next = new HashMap<>(lasts);
    next.putAll(changed);
    if (next.size() > MOST) {
      next.entrySet().stream()
          .sorted(MarkTimes::oldestFirst)
          .limit(next.size() - MOST)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(next::remove);
    }
    return new MarkTimes(next);
  }

  private static int oldestFirst(Map.Entry<Key, Last> one, Map.Entry<Key, Last> other) {
    int byTime = Long.compare(one.getValue().atMillis, other.getValue().atMillis);
    return byTime != 0 ? byTime : Long.compare(one.getKey().place, other.getKey().place);
  }

  /// The same, where those of one place are of another.
  MarkTimes moved(long from, long to) {
    if (lasts.keySet().stream().noneMatch(key -> key.place == from)) {
      return this;
    }
    Map<Key, Last> next = new HashMap<>();
    lasts.forEach((key, last) -> next.put(key.place == from ? new Key(to, key.kind) : key, last));
    return new MarkTimes(next);
  }

  /// Without those of places that no one sees any more.
  MarkTimes above(long place) {
    if (lasts.keySet().stream().allMatch(key -> key.place > place)) {
      return this;
    }
    Map<Key, Last> next = new HashMap<>(lasts);
    next.keySet().removeIf(key -> key.place <= place);
    return next.isEmpty() ? NONE : new MarkTimes(next);
  }

  /// Writes how many there are, and each: its place times 4 with kind and value in the lowest bits,
  /// and its time.
  void write(ByteArrayOutputStream out) {
    Varints.write(out, lasts.size());
    lasts.forEach((key, last) -> {
      Varints.write(out, key.place << 2 | key.kind.ordinal() << 1 | (last.value ? 1 : 0));
      Varints.write(out, last.atMillis);
    });
  }

  static MarkTimes read(Varints.Reader in) {
    Map<Key, Last> lasts = new HashMap<>();
    for (long left = in.next(); left > 0; left--) {
      long word = in.next();
      Kind kind = (word & 2) == 0 ? Kind.READ : Kind.ARCHIVED;
      lasts.put(new Key(word >> 2, kind), new Last((word & 1) == 1, in.next()));
    }
    return lasts.isEmpty() ? NONE : new MarkTimes(lasts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MarkTimes times && lasts.equals(times.lasts);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(lasts);
  }

  @Override
  public String toString() {
    return lasts.toString();
  }
}
