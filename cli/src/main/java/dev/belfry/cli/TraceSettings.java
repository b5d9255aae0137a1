package dev.belfry.cli;

import dev.belfry.cli.tracing.OpenTelemetryTracing;
import dev.belfry.server.runtime.Tracing;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the environment asks for traces. Where it does not, no class of OpenTelemetry is loaded.
final class TraceSettings {
  private static final Logger LOG = LoggerFactory.getLogger(TraceSettings.class);
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";

  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private TraceSettings() {}

  static boolean askedFor(Map<String, String> environment) {
    String exporter = environment.getOrDefault(EXPORTER, "");
    boolean disabled = environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
    boolean named =
        ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isEmpty());
    return !disabled && !exporter.equals("none") && (named || !exporter.isEmpty());
  }

  /// Where publishes are told of. Variables that say what can't be done are no reason not to serve.
  static Tracing from(Map<String, String> environment) {
    if (!askedFor(environment)) {
      return Tracing.NONE;
    }
    try {
      return OpenTelemetryTracing.start(environment);
    } catch (RuntimeException unusable) {
      LOG.error(
          "there are no traces, since the OTEL_ variables can't be used: {}",
          Main.reasonOf(unusable));
      return Tracing.NONE;
    }
  }
}
