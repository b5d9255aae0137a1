package dev.belfry.server.edge.http.operations;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.EndpointResource;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Route;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The routes to figures and channels, for one loop.
public final class OperationsPaths {
  private static final AccessRequest SERVER = new AccessRequest(List.of(), AccessRequest.Kind.HTTP);

  private final OperationsServices services;
  private final ChannelScan scan;

  /// Pages of metrics that may be made at once, for clients of this loop.
  private final Semaphore pages = new Semaphore(4);

  public OperationsPaths(OperationsServices services) {
    this.services = services;
    this.scan = new ChannelScan(services.logs());
  }

  public Stream<Route> routes() {
    return Stream.of(
        Route.to("/metrics", get((_, caller) -> MetricsEndpoint.of(services, pages, caller))),
        Route.to("/v1/stats", get((_, caller) -> StatsEndpoint.of(services, caller))),
        Route.to(
            "/v1/channels",
            get((head, caller) -> ChannelsEndpoint.of(services, scan, head, caller))),
        new Route("/v1/channels/{channel}", this::channel));
  }

  private Checked<Resource> channel(String text) {
    Optional<ChannelName> name = ChannelName.parse(text);
    return name.isPresent()
        ? Checked.good(get((_, caller) -> ChannelEndpoint.of(services, name.get(), caller)))
        : Checked.malformed(ChannelName.FORM);
  }

  private static Resource get(BiFunction<RequestHead, Caller, Checked<Endpoint>> endpoint) {
    return EndpointResource.get(0, SERVER, endpoint);
  }
}
