package dev.belfry.server.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// What the tails of a store may cost together. Where they cost more, those that have not changed
/// for longest are given up. Owned by the thread that owns the tails.
///
/// @param <L> a log with a tail
public final class TailBudget<L> {
  /// Logs whose loops have yet to read can't give up what they have; so many are passed over.
  private static final int PASSED_OVER_MAX = 16;

  private final long bytesMax;
  private final ToLongFunction<L> cost;
  private final Consumer<L> drop;

  /// Logs that cost something, the least recently changed first.
  private final LinkedHashMap<L, Long> costs = new LinkedHashMap<>();

  private long bytes;

  /// @param cost of a log's tail
  /// @param drop gives up a log's tail, but for what a loop has yet to read
  public TailBudget(long bytesMax, ToLongFunction<L> cost, Consumer<L> drop) {
    this.bytesMax = bytesMax;
    this.cost = cost;
    this.drop = drop;
  }

  /// Counts anew a log that has changed, and keeps all within their bytes.
  public void changed(L log) {
    count(log);
    int passedOver = 0;
    while (bytes > bytesMax && passedOver < PASSED_OVER_MAX && !costs.isEmpty()) {
      Map.Entry<L, Long> oldest = costs.firstEntry();
      drop.accept(oldest.getKey());
      long before = oldest.getValue();
      count(oldest.getKey());
      passedOver += cost.applyAsLong(oldest.getKey()) < before ? 0 : 1;
    }
  }

  private void count(L log) {
    remove(log);
    long now = cost.applyAsLong(log);
    if (now > 0) {
      costs.put(log, now);
      bytes += now;
    }
  }

  /// A log is here no more.
  public void remove(L log) {
    Long before = costs.remove(log);
    bytes -= before == null ? 0 : before;
  }

  public long bytes() {
    return bytes;
  }
}
