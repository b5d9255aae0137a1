package dev.belfry.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A collector that takes spans by OTLP over HTTP
/// (<https://opentelemetry.io/docs/specs/otlp/#otlphttp>), or answers nothing while it hangs.
final class TraceReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final boolean hangs;

  /// A span with the service that it is of.
  record Received(String service, Span span) {
    String name() {
      return span.getName();
    }

    String trace() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    String parent() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    String attribute(String key) {
      return valueOf(span.getAttributesList(), key);
    }
  }

  private TraceReceiver(boolean hangs) throws IOException {
    this.hangs = hangs;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  static TraceReceiver start() throws IOException {
    return new TraceReceiver(false);
  }

  static TraceReceiver startHanging() throws IOException {
    return new TraceReceiver(true);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Received> spans() {
    return spans;
  }

  boolean wasAsked() {
    return asked.getCount() == 0;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    asked.countDown();
    if (hangs) {
      awaitClosed();
    }
    for (ResourceSpans each : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String service = valueOf(each.getResource().getAttributesList(), "service.name");
      each.getScopeSpansList()
          .forEach(scope ->
              scope.getSpansList().forEach(span -> spans.add(new Received(service, span))));
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static String valueOf(List<KeyValue> attributes, String key) {
    for (KeyValue each : attributes) {
      if (each.getKey().equals(key)) {
        AnyValue value = each.getValue();
        return value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue();
      }
    }
    return "";
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
