package dev.belfry.conformance.soak;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a server holds at one moment.
///
/// @param metrics what it tells Prometheus, by name, the series of a name added up
/// @param heapBytes what is left of the heap after a collection
/// @param directBytes the memory that Netty and the JDK have taken for buffers
/// @param residentBytes of the process, as the kernel counts it
record Figures(Map<String, Double> metrics, long heapBytes, long directBytes, long residentBytes) {
  /// What is nothing, or what one asking client costs, when nobody else is there.
  private static final List<String> OF_CLIENTS =
      List.of(
          "belfry_connections",
          "belfry_subscriptions",
          "belfry_subscriptions_behind",
          "belfry_subscription_bytes",
          "belfry_outbox_bytes",
          "belfry_incoming_bytes",
          "belfry_users",
          "belfry_watched_users",
          "belfry_store_waiting",
          "belfry_store_waiting_bytes");

  private static final int MEBIBYTE = 1 << 20;

  private long metric(String name) {
    return requireNonNull(metrics.get(name), name).longValue();
  }

  /// What clients take, by metric.
  Map<String, Long> ofClients() {
    Map<String, Long> values = new LinkedHashMap<>();
    OF_CLIENTS.forEach(name -> values.put(name, metric(name)));
    return values;
  }

  long descriptors() {
    return metric("process_open_fds");
  }

  long threads() {
    return metric("jvm_threads_current");
  }

  long deliveries() {
    return metric("belfry_deliveries_total");
  }

  long publishes() {
    return metric("belfry_publishes_total");
  }

  @Override
  public String toString() {
    return ("%d descriptors, %d threads, %.1f MiB heap, %.1f MiB direct, %d MiB resident;"
            + " %d published, %d delivered, %d closes, %d refusals, %.0f s CPU")
        .formatted(
            descriptors(),
            threads(),
            (double) heapBytes / MEBIBYTE,
            (double) directBytes / MEBIBYTE,
            residentBytes / MEBIBYTE,
            publishes(),
            deliveries(),
            metrics.getOrDefault("belfry_closes_total", 0.0).longValue(),
            metrics.getOrDefault("belfry_refusals_total", 0.0).longValue(),
            metrics.getOrDefault("process_cpu_seconds_total", 0.0));
  }
}
