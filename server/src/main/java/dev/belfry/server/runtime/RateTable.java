package dev.belfry.server.runtime;

import java.util.concurrent.ConcurrentHashMap;

/// How often something may happen for each key: a token bucket each, which holds what one second
/// gives, kept as the generic cell rate algorithm does (ITU-T I.371, annex A), one number a key.
/// Used by every thread.
///
/// A bucket that is full again is as good as none, and is forgotten by `sweep`. Keys beyond the
/// bound share one bucket.
public final class RateTable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final Object OTHERS = new Object();

  private final int perSecondMax;
  private final long intervalNanos;
  private final int keysMax;

  /// When the bucket of a key would be full again.
  private final ConcurrentHashMap<Object, Long> fullAtNanos = new ConcurrentHashMap<>();

  /// @param perSecondMax 0 for no bound
  /// @param keysMax that have a bucket of their own
  public RateTable(int perSecondMax, int keysMax) {
    this.perSecondMax = perSecondMax;
    this.intervalNanos = perSecondMax == 0 ? 0 : SECOND_NANOS / perSecondMax;
    this.keysMax = keysMax;
  }

  /// Takes one. Returns 0 where that may be; else in how many nanoseconds it may, and nothing is
  /// taken.
  public long take(Object key, long nowNanos) {
    if (perSecondMax == 0) {
      return 0;
    }
    long[] wait = {0};
    fullAtNanos.compute(
        bucketOf(key),
        (_, full) -> {
          long after = (full == null || full - nowNanos < 0 ? nowNanos : full) + intervalNanos;
          wait[0] = Math.max(0, after - nowNanos - SECOND_NANOS);
          return wait[0] == 0 ? Long.valueOf(after) : full;
        });
    return wait[0];
  }

  /// Takes one that can't be refused any more. Returns in how many nanoseconds the next may be
  /// taken; 0 for at once.
  public long charge(Object key, long nowNanos) {
    if (perSecondMax == 0) {
      return 0;
    }
    long full =
        fullAtNanos.compute(
            bucketOf(key),
            (_, before) ->
                (before == null || before - nowNanos < 0 ? nowNanos : before) + intervalNanos);
    return Math.max(0, full + intervalNanos - nowNanos - SECOND_NANOS);
  }

  /// In how many nanoseconds the next may be taken; 0 for at once.
  public long waitNanos(Object key, long nowNanos) {
    Long full = perSecondMax == 0 ? null : fullAtNanos.get(bucketOf(key));
    return full == null ? 0 : Math.max(0, full + intervalNanos - nowNanos - SECOND_NANOS);
  }

  private Object bucketOf(Object key) {
    return fullAtNanos.size() < keysMax || fullAtNanos.containsKey(key) ? key : OTHERS;
  }

  /// Forgets the buckets that are full. To be called now and then.
  public void sweep(long nowNanos) {
    fullAtNanos.values().removeIf(full -> full - nowNanos <= 0);
  }

  /// How many keys have a bucket.
  public int size() {
    return fullAtNanos.size();
  }
}
