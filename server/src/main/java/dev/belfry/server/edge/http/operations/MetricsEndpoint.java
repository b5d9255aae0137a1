package dev.belfry.server.edge.http.operations;

import dev.belfry.server.auth.Action;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.metrics.Metrics;
import dev.belfry.server.runtime.LoopFigures;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Prometheus scrapes. The loops' figures are copied on the loops; the page is made off them.
///
/// @param pages how many more may be made at once
record MetricsEndpoint(OperationsServices services, Semaphore pages) implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsEndpoint.class);

  static Checked<Endpoint> of(OperationsServices services, Semaphore pages, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new MetricsEndpoint(services, pages));
  }

  @Override
  public void serve(Exchange exchange) {
    if (!pages.tryAcquire()) {
      exchange.respond(Responses.problem(Problem.unavailable("many others scrape just now")));
      return;
    }
    String accept =
        Objects.requireNonNullElse(exchange.request().headers().get(HttpHeaderNames.ACCEPT), "");
    services.figures().read(exchange.loop(), figures -> make(exchange, accept, figures));
  }

  private void make(Exchange exchange, String accept, LoopFigures figures) {
    var _ =
        Thread.ofVirtual()
            .name("belfry-metrics")
            .start(() -> {
              try {
                Metrics.Page page = services.metrics().page(accept, figures);
                exchange.loop().execute(() -> respond(exchange, page));
              } catch (RuntimeException | Error fault) {
                LOG.error("metrics can't be told", fault);
                Problem failed = Problem.unavailable("the page could not be made");
                exchange.loop().execute(() -> exchange.respond(Responses.problem(failed)));
              } finally {
                pages.release();
              }
            });
  }

  private static void respond(Exchange exchange, Metrics.Page page) {
    exchange.respond(Responses.of(200, page.contentType(), Unpooled.wrappedBuffer(page.body())));
  }
}
