package dev.belfry.cli.tracing;

import dev.belfry.server.runtime.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Spans of publishes, which the SDK of OpenTelemetry exports on a thread of its own: what waits
/// for an exporter is bounded there, and what does not fit is dropped.
public final class OpenTelemetryTracing implements Tracing {
  private static final String SCOPE = "dev.belfry";
  private static final String PREFIX = "OTEL_";
  private static final int CLOSE_SECONDS = 2;
  private static final int SERVER_ERROR = 500;

  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> CHANNEL =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("belfry.outcome");

  /// What holds unless the environment says otherwise. There is a sender for HTTP alone.
  private static final Map<String, String> STANDARD =
      Map.of(
          "otel.service.name", "belfry",
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private static final TextMapGetter<UnaryOperator<@Nullable String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable UnaryOperator<@Nullable String> header, String name) {
          return header == null ? null : header.apply(name);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final TextMapPropagator propagator;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer(SCOPE);
    this.propagator = sdk.getPropagators().getTextMapPropagator();
  }

  /// Begins to export.
  ///
  /// @param environment in which the variables of OpenTelemetry are
  ///   (<https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>)
  /// @throws RuntimeException where they say what can't be done
  public static OpenTelemetryTracing start(Map<String, String> environment) {
    SdkLog.toOurs();
    Map<String, String> settings = new HashMap<>(STANDARD);
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !value.isEmpty()) {
        settings.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return new OpenTelemetryTracing(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> settings)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk());
  }

  @Override
  public Trace begin(String name, UnaryOperator<@Nullable String> header) {
    Context parent = propagator.extract(Context.root(), header, HEADERS);
    Span span =
        tracer
            .spanBuilder(name)
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(SYSTEM, "belfry")
            .startSpan();
    return new Request(span, parent.with(span));
  }

  /// Exports what is left, for a moment at most.
  @Override
  public void close() {
    var _ = sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  private final class Request implements Trace {
    private final Span span;
    private final Context context;

    Request(Span span, Context context) {
      this.span = span;
      this.context = context;
    }

    @Override
    public AppendTrace append(String channel) {
      return new Append(
          context,
          tracer
              .spanBuilder("append")
              .setParent(context)
              .setAttribute(CHANNEL, channel)
              .startSpan());
    }

    @Override
    public void end(int status) {
      span.setAttribute(STATUS, (long) status);
      end(status >= SERVER_ERROR);
    }

    @Override
    public void end(String outcome, boolean failed) {
      span.setAttribute(OUTCOME, outcome);
      end(failed);
    }

    private void end(boolean failed) {
      if (failed) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  /// The writer of a store says that it is appended, before the loop says that it is answered.
  private final class Append implements AppendTrace {
    private final Context request;
    private final Span append;
    private volatile @Nullable Span commit;

    Append(Context request, Span append) {
      this.request = request;
      this.append = append;
    }

    @Override
    public void appended() {
      commit = tracer.spanBuilder("commit").setParent(request).startSpan();
      append.end();
    }

    @Override
    public void answered(String outcome) {
      Span committed = commit;
      if (committed == null) {
        append.setAttribute(OUTCOME, outcome);
        append.end();
      } else {
        committed.setAttribute(OUTCOME, outcome);
        committed.end();
      }
    }
  }
}
