package dev.belfry.server.edge.http.dispatch;

/// What serves requests.
@FunctionalInterface
public interface Endpoint {
  /// Responds to the exchange, now or later. Does not block.
  void serve(Exchange exchange);
}
