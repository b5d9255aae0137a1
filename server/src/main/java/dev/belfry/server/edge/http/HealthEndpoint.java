package dev.belfry.server.edge.http;

import java.nio.charset.StandardCharsets;

/// Says whether the server is up.
record HealthEndpoint(Readiness readiness) implements Endpoint {
  private static final byte[] UP = "{\"status\":\"up\"}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOWN = "{\"status\":\"down\"}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void serve(Exchange exchange) {
    readiness.check(
        exchange.loop(),
        ready -> exchange.respond(ready ? Replies.json(200, UP) : Replies.json(503, DOWN)));
  }
}
