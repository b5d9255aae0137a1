package dev.belfry.server.store.shared;

import dev.belfry.server.log.Message;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Messages of one channel that came before those that precede them. Bounded: what has no room is
/// read from the engine. The owner alone uses it.
final class Arrivals {
  private static final int COUNT_MAX = 64;
  private static final int BYTES_MAX = 256 * 1024;

  /// Null while there are none, as mostly.
  private @Nullable TreeMap<Long, Message> byOffset;

  private int bytes;

  boolean none() {
    return byOffset == null;
  }

  void add(Message message) {
    if (byOffset == null) {
      byOffset = new TreeMap<>();
    }
    if (byOffset.size() < COUNT_MAX
        && bytes + message.data().length <= BYTES_MAX
        && byOffset.putIfAbsent(message.offset(), message) == null) {
      bytes += message.data().length;
    }
  }

  /// Takes out the message at an offset, and all before it; null where it is not here.
  @Nullable Message take(long offset) {
    while (byOffset != null) {
      Map.Entry<Long, Message> first = byOffset.firstEntry();
      if (first.getKey() > offset) {
        return null;
      }
      remove(first);
      if (first.getKey() == offset) {
        return first.getValue();
      }
    }
    return null;
  }

  private void remove(Map.Entry<Long, Message> entry) {
    if (byOffset != null) {
      byOffset.remove(entry.getKey());
      bytes -= entry.getValue().data().length;
      if (byOffset.isEmpty()) {
        byOffset = null;
      }
    }
  }

  void clear() {
    byOffset = null;
    bytes = 0;
  }
}
