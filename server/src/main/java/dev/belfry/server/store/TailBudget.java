package dev.belfry.server.store;

import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// What the tails of a store may cost together. Where they cost more, those that have not changed
/// for longest are given up. Owned by the thread that owns the tails.
///
/// @param <L> a log with a tail
public final class TailBudget<L> {
  /// Logs that are looked at beyond those that gave something up, since what a loop has yet to read
  /// can't be given up.
  private static final int PASSED_OVER_MAX = 64;

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

  /// Counts anew a log that has changed.
  public void count(L log) {
    remove(log);
    long now = cost.applyAsLong(log);
    if (now > 0) {
      costs.put(log, now);
      bytes += now;
    }
  }

  /// Keeps all within their bytes. Returns how many logs it looked at.
  public int bound() {
    int looked = 0;
    int passedOver = 0;
    while (bytes > bytesMax && passedOver < PASSED_OVER_MAX && !costs.isEmpty()) {
      L oldest = costs.firstEntry().getKey();
      looked++;
      drop.accept(oldest);
      count(oldest);
      passedOver += costs.containsKey(oldest) ? 1 : 0;
    }
    return looked;
  }

  /// A log is here no more.
  public void remove(L log) {
    Long before = costs.remove(log);
    bytes -= before == null ? 0 : before;
  }

  /// What all tails cost.
  public long bytes() {
    return bytes;
  }
}
