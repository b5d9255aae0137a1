package dev.belfry.server.runtime;

import dev.belfry.server.runtime.LoopCounters.Family;
import dev.belfry.server.runtime.LoopCounters.Series;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What loops had counted at one moment.
public record LoopFigures(Map<Counted, Long> counts, Map<Series, Long> series) {
  /// Of a loop that has counted nothing.
  public static final LoopFigures NONE = new LoopFigures(Map.of(), Map.of());

  public LoopFigures {
    counts = Map.copyOf(counts);
    series = Map.copyOf(series);
  }

  public long of(Counted what) {
    return counts.getOrDefault(what, 0L);
  }

  /// The sum of a family.
  public long of(Family family) {
    return series.entrySet().stream()
        .filter(entry -> entry.getKey().family() == family)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// The sum of those of a family that have this first label.
  public long of(Family family, String first) {
    return series.entrySet().stream()
        .filter(entry -> entry.getKey().family() == family && entry.getKey().first().equals(first))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /// Those of both.
  public LoopFigures plus(LoopFigures other) {
    Map<Counted, Long> sums = new EnumMap<>(Counted.class);
    sums.putAll(counts);
    other.counts.forEach((what, count) -> sums.merge(what, count, Long::sum));
    Map<Series, Long> all = new HashMap<>(series);
    other.series.forEach((one, count) -> all.merge(one, count, Long::sum));
    return new LoopFigures(sums, all);
  }
}
