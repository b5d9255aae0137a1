package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Endpoint;

/// The page that a browser shows of a channel: what arrives, and a box to send. The same for every
/// channel; it finds the name in its own address.
final class LivePage {
  private static final PageLayout PAGE = PageLayout.of("live.html");

  static final Endpoint ENDPOINT =
      exchange -> exchange.respond(PAGE.responseTo(exchange.request()));

  private LivePage() {}
}
