package dev.belfry.server.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/// How values are distributed: counted by bounds. For what happens some thousand times a second at
/// most; any thread adds, any thread takes a copy.
public final class Distribution {
  private final List<Double> bounds;
  private final AtomicLongArray counts;
  private final DoubleAdder sum = new DoubleAdder();

  private Distribution(List<Double> bounds) {
    this.bounds = bounds;
    this.counts = new AtomicLongArray(bounds.size() + 1);
  }

  /// For times in seconds, from half a millisecond to ten seconds.
  public static Distribution ofSeconds() {
    return new Distribution(
        List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0));
  }

  /// For how many come together, from 1 to 2,000.
  public static Distribution ofNumbers() {
    return new Distribution(
        List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0));
  }

  public void add(double value) {
    int place = 0;
    while (place < bounds.size() && value > bounds.get(place)) {
      place++;
    }
    counts.incrementAndGet(place);
    sum.add(value);
  }

  /// Adds a time that is measured in nanoseconds, in seconds.
  public void addNanos(long nanos) {
    add(nanos / 1e9);
  }

  public Copy copy() {
    List<Long> copied = new ArrayList<>();
    for (int i = 0; i < counts.length(); i++) {
      copied.add(counts.get(i));
    }
    return new Copy(bounds, copied, sum.sum());
  }

  /// What had been added at one moment.
  ///
  /// @param bounds each the largest value of its place
  /// @param counts one more than bounds: the last is of values beyond all of them
  public record Copy(List<Double> bounds, List<Long> counts, double sum) {
    public Copy {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }

    /// How many values there were.
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }
}
