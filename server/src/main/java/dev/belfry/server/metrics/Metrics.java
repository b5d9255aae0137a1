package dev.belfry.server.metrics;

import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.health.PublishProbe;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.LoopCounters.Family;
import dev.belfry.server.runtime.LoopCounters.Series;
import dev.belfry.server.runtime.LoopFigures;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The figures of a node as Prometheus reads them, in the format that it asks for. Any thread; what
/// the library tells of the JVM takes some milliseconds, so no event loop.
public final class Metrics {
  /// What loops count, and how it is named.
  private static final Map<Counted, Metric> OF_LOOPS = new EnumMap<>(Counted.class);

  static {
    OF_LOOPS.put(Counted.PUBLISHES, Metric.PUBLISHES);
    OF_LOOPS.put(Counted.DELIVERIES, Metric.DELIVERIES);
    OF_LOOPS.put(Counted.BYTES_IN, Metric.RECEIVED_BYTES);
    OF_LOOPS.put(Counted.BYTES_OUT, Metric.SENT_BYTES);
    OF_LOOPS.put(Counted.FALLS_BEHIND, Metric.FALLS_BEHIND);
    OF_LOOPS.put(Counted.CATCH_UPS, Metric.CATCH_UPS);
    OF_LOOPS.put(Counted.GAPS, Metric.GAPS);
    OF_LOOPS.put(Counted.NOTIFIES, Metric.NOTIFIES);
    OF_LOOPS.put(Counted.MARKS, Metric.MARKS);
    OF_LOOPS.put(Counted.CONNECTIONS_MAX, Metric.CONNECTIONS_MAX);
    OF_LOOPS.put(Counted.SUBSCRIPTIONS, Metric.SUBSCRIPTIONS);
    OF_LOOPS.put(Counted.BEHIND, Metric.SUBSCRIPTIONS_BEHIND);
    OF_LOOPS.put(Counted.WATCHED_USERS, Metric.WATCHED_USERS);
    OF_LOOPS.put(Counted.OUTBOX_BYTES, Metric.OUTBOX_BYTES);
    OF_LOOPS.put(Counted.OUTBOX_BYTES_MAX, Metric.OUTBOX_BYTES_MAX);
    OF_LOOPS.put(Counted.INCOMING_BYTES, Metric.INCOMING_BYTES);
    OF_LOOPS.put(Counted.SUBSCRIPTION_BYTES, Metric.SUBSCRIPTION_BYTES);
  }

  private final MetricSources sources;

  /// Made with the first page: a server that nobody scrapes does not load it.
  private @Nullable Library library;

  public Metrics(MetricSources sources) {
    this.sources = sources;
  }

  /// What somebody gets who scrapes.
  public record Page(String contentType, byte[] body) {}

  private record Library(PrometheusRegistry jvm, ExpositionFormats formats) {
    static Library load() {
      PrometheusRegistry registry = new PrometheusRegistry();
      JvmMetrics.builder().register(registry);
      return new Library(registry, ExpositionFormats.init());
    }
  }

  private synchronized Library library() {
    Library loaded = library;
    if (loaded == null) {
      loaded = Library.load();
      library = loaded;
    }
    return loaded;
  }

  /// The page for an Accept header: OpenMetrics where it names that, and else Prometheus's text.
  ///
  /// @param loops what the event loops have counted
  public Page page(String accept, LoopFigures loops) {
    Library loaded = library();
    List<MetricSnapshot> all = new ArrayList<>(collect(loops).snapshots());
    loaded.jvm().scrape().forEach(all::add);
    ExpositionFormatWriter writer =
        accept.contains("openmetrics-text")
            ? loaded.formats().getOpenMetricsTextFormatWriter()
            : loaded.formats().getPrometheusTextFormatWriter();
    ByteArrayOutputStream body = new ByteArrayOutputStream(32 * 1024);
    try {
      writer.write(body, new MetricSnapshots(all));
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return new Page(writer.getContentType(), body.toByteArray());
  }

  private SnapshotList collect(LoopFigures loops) {
    SnapshotList list = new SnapshotList();
    list.add(Metric.INFO, 1, sources.version());
    OF_LOOPS.forEach((counted, metric) -> list.add(metric, loops.of(counted)));
    list.add(Metric.USERS, sources.users().getAsLong())
        .add(Metric.CHANNELS, sources.channels().getAsLong())
        .add(Metric.LOOP_TASKS, sources.loopTasks().getAsLong());
    list.add(Metric.LOOP_LAG, sources.loopLag().get());
    list.add(Metric.LOOP_SILENCE, sources.health().heartbeats().silentLooks());
    for (PublishProbe probe : sources.health().probes()) {
      list.add(Metric.PROBE, probe.seconds(), probe.store());
      list.add(Metric.PROBE_SILENCE, probe.silentSeconds(), probe.store());
    }
    loops.series().forEach((series, count) -> addSeries(list, series, count));
    sources.stores().get().forEach(store -> addStore(list, store));
    BusFigures bus = sources.bus().get();
    list.add(Metric.BUS_SIGNALS, bus.signals())
        .add(Metric.BUS_GAPS, bus.gaps())
        .add(Metric.BUS_CATCH_UP_READS, bus.catchUpReads())
        .add(Metric.BUS_ROUND_TRIP, bus.roundTripMicros() / 1e6);
    return list;
  }

  private static void addSeries(SnapshotList list, Series series, long count) {
    Metric metric = metricOf(series.family());
    if (metric.labels().size() == 1) {
      list.add(metric, count, series.first());
    } else {
      list.add(metric, count, series.first(), series.second());
    }
  }

  private static Metric metricOf(Family family) {
    return switch (family) {
      case CONNECTIONS -> Metric.CONNECTIONS;
      case REFUSALS -> Metric.REFUSALS;
      case CLOSES -> Metric.CLOSES;
      case ADMISSIONS -> Metric.ADMISSIONS;
    };
  }

  private static void addStore(SnapshotList list, StoreFigures store) {
    list.add(Metric.STORE_COMMIT, store.commits(), store.store());
    store.groups().ifPresent(groups -> list.add(Metric.STORE_GROUP, groups, store.store()));
    list.add(Metric.STORE_WAITING, store.waiting(), store.store())
        .add(Metric.STORE_WAITING_BYTES, store.waitingBytes(), store.store());
  }
}
