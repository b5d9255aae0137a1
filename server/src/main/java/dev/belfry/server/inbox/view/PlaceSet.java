package dev.belfry.server.inbox.view;

import java.util.Arrays;
import java.util.BitSet;

/// A set of places of a feed, which are numbers from 1 on. Immutable. It costs by the runs that it
/// is made of, wherever they lie: one who reads in order has one run.
public final class PlaceSet {
  public static final PlaceSet EMPTY = new PlaceSet(new long[0]);

  /// First and last place of each run, in order; between two runs at least one place is missing.
  private final long[] ends;

  private PlaceSet(long[] ends) {
    this.ends = ends;
  }

  /// All places from one through another; none where the second is smaller.
  public static PlaceSet of(long first, long last) {
    return EMPTY.with(first, last);
  }

  int runs() {
    return ends.length / 2;
  }

  long first(int run) {
    return ends[2 * run];
  }

  long last(int run) {
    return ends[2 * run + 1];
  }

  public boolean isEmpty() {
    return ends.length == 0;
  }

  /// Whether a place is in it.
  public boolean contains(long place) {
    int run = runReaching(place);
    return run < runs() && first(run) <= place;
  }

  /// The first run that does not end before a place; as many as there are runs where all do.
  private int runReaching(long place) {
    int low = 0;
    int high = runs();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (last(middle) < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The same with all places from one through another. The same object where it has them.
  public PlaceSet with(long first, long last) {
    if (last < first) {
      return this;
    }
    int from = runReaching(first - 1); // one that ends right before is joined
    int until = from;
    long low = first;
    long high = last;
    while (until < runs() && first(until) <= last + 1) {
      low = Math.min(low, first(until));
      high = Math.max(high, last(until));
      until++;
    }
    boolean has = until == from + 1 && first(from) == low && last(from) == high;
    return has ? this : replace(from, until, low, high);
  }

  /// The same without the places from one through another. The same object where it has none.
  public PlaceSet without(long first, long last) {
    int from = runReaching(first);
    int until = from;
    while (until < runs() && first(until) <= last) {
      until++;
    }
    if (last < first || until == from) {
      return this;
    }
    long low = first(from);
    long high = last(until - 1);
    if (low < first && high > last) {
      return replace(from, until, low, first - 1, last + 1, high);
    }
    if (low < first) {
      return replace(from, until, low, first - 1);
    }
    return high > last ? replace(from, until, last + 1, high) : replace(from, until);
  }

  private PlaceSet replace(int from, int until, long... by) {
    long[] next = new long[ends.length - 2 * (until - from) + by.length];
    System.arraycopy(ends, 0, next, 0, 2 * from);
    System.arraycopy(by, 0, next, 2 * from, by.length);
    System.arraycopy(ends, 2 * until, next, 2 * from + by.length, ends.length - 2 * until);
    return next.length == 0 ? EMPTY : new PlaceSet(next);
  }

  /// The same with those that stand in bits.
  ///
  /// @param base the place before that of bit 0
  public PlaceSet with(BitSet places, long base) {
    PlaceSet next = this;
    for (int i = places.nextSetBit(0); i >= 0; ) {
      int end = places.nextClearBit(i);
      next = next.with(base + 1 + i, base + end);
      i = places.nextSetBit(end);
    }
    return next;
  }

  /// The same without those that stand in bits.
  ///
  /// @param base the place before that of bit 0
  public PlaceSet without(BitSet places, long base) {
    PlaceSet next = this;
    for (int i = places.nextSetBit(0); i >= 0; ) {
      int end = places.nextClearBit(i);
      next = next.without(base + 1 + i, base + end);
      i = places.nextSetBit(end);
    }
    return next;
  }

  /// What is in it and not in another.
  public PlaceSet minus(PlaceSet other) {
    PlaceSet rest = this;
    for (int run = 0; run < other.runs(); run++) {
      rest = rest.without(other.first(run), other.last(run));
    }
    return rest;
  }

  /// Calls for each run, in order.
  public void forEachRun(RunConsumer consumer) {
    for (int run = 0; run < runs(); run++) {
      consumer.accept(first(run), last(run));
    }
  }

  /// Takes a run.
  @FunctionalInterface
  public interface RunConsumer {
    void accept(long first, long last);
  }

  /// Those of a window, as bits.
  ///
  /// @param base the place before that of bit 0
  /// @param length how many places the window has
  BitSet bits(long base, int length) {
    BitSet bits = new BitSet(length);
    for (int run = runReaching(base + 1); run < runs() && first(run) <= base + length; run++) {
      long from = Math.max(first(run) - base - 1, 0);
      long until = Math.min(last(run) - base, length);
      bits.set((int) from, (int) until);
    }
    return bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlaceSet set && Arrays.equals(ends, set.ends);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ends);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEachRun((first, last) -> text.append(first).append("..").append(last).append(' '));
    return text.toString().strip() + "}";
  }
}
