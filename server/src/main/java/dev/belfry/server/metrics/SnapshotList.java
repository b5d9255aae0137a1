package dev.belfry.server.metrics;

import dev.belfry.server.runtime.Distribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Collects values, series by series, and makes of them what the library writes.
final class SnapshotList {
  private record Value(Labels labels, double number) {}

  private record Spread(Labels labels, Distribution.Copy values) {}

  private final Map<Metric, List<Value>> numbers = new EnumMap<>(Metric.class);
  private final Map<Metric, List<Spread>> spreads = new EnumMap<>(Metric.class);

  SnapshotList add(Metric metric, double number, String... labels) {
    numbers
        .computeIfAbsent(metric, _ -> new ArrayList<>())
        .add(new Value(labelsOf(metric, labels), number));
    return this;
  }

  SnapshotList add(Metric metric, long number, String... labels) {
    return add(metric, (double) number, labels);
  }

  void add(Metric metric, Distribution.Copy values, String... labels) {
    spreads
        .computeIfAbsent(metric, _ -> new ArrayList<>())
        .add(new Spread(labelsOf(metric, labels), values));
  }

  private static Labels labelsOf(Metric metric, String... labels) {
    return Labels.of(metric.labels(), List.of(labels));
  }

  List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    numbers.forEach((metric, values) -> all.add(snapshot(metric, values)));
    spreads.forEach((metric, values) -> all.add(histogram(metric, values)));
    return all;
  }

  private static MetricMetadata metadata(Metric metric) {
    return new MetricMetadata(metric.base(), metric.help());
  }

  private static MetricSnapshot snapshot(Metric metric, List<Value> values) {
    return switch (metric.type()) {
      case COUNTER ->
          new CounterSnapshot(
              metadata(metric),
              values.stream()
                  .map(one -> new CounterDataPointSnapshot(one.number(), one.labels(), null, 0))
                  .toList());
      case GAUGE ->
          new GaugeSnapshot(
              metadata(metric),
              values.stream()
                  .map(one -> new GaugeDataPointSnapshot(one.number(), one.labels(), null))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metadata(metric),
              values.stream().map(one -> new InfoDataPointSnapshot(one.labels())).toList());
      case HISTOGRAM -> throw new IllegalArgumentException(metric + " has no single values");
    };
  }

  private static MetricSnapshot histogram(Metric metric, List<Spread> values) {
    return new HistogramSnapshot(
        metadata(metric),
        values.stream()
            .map(one ->
                new HistogramDataPointSnapshot(
                    buckets(one.values()), one.values().sum(), one.labels(), null, 0))
            .toList());
  }

  private static ClassicHistogramBuckets buckets(Distribution.Copy values) {
    List<Double> bounds = new ArrayList<>(values.bounds());
    bounds.add(Double.POSITIVE_INFINITY);
    return ClassicHistogramBuckets.of(bounds, values.counts());
  }
}
