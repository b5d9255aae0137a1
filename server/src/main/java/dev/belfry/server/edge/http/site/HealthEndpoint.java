package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import java.nio.charset.StandardCharsets;

/// Says whether the server is up.
public record HealthEndpoint(Readiness readiness) implements Endpoint {
  private static final byte[] UP = "{\"status\":\"up\"}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOWN = "{\"status\":\"down\"}".getBytes(StandardCharsets.US_ASCII);

  @Override
  public void serve(Exchange exchange) {
    readiness.check(
        exchange.loop(),
        ready -> exchange.respond(ready ? Responses.json(200, UP) : Responses.json(503, DOWN)));
  }
}
