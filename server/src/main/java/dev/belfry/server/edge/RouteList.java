package dev.belfry.server.edge;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.auth.admission.Credentials;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelResource;
import dev.belfry.server.edge.http.channel.HistoryProtocol;
import dev.belfry.server.edge.http.channel.PresenceEndpoint;
import dev.belfry.server.edge.http.channel.Stopping;
import dev.belfry.server.edge.http.cluster.NodesEndpoint;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.EndpointResource;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Route;
import dev.belfry.server.edge.http.dispatch.ServerResource;
import dev.belfry.server.edge.http.identity.DisconnectEndpoint;
import dev.belfry.server.edge.http.identity.KeysEndpoint;
import dev.belfry.server.edge.http.identity.TicketEndpoint;
import dev.belfry.server.edge.http.inbox.InboxPaths;
import dev.belfry.server.edge.http.inbox.InboxServices;
import dev.belfry.server.edge.http.operations.OperationsPaths;
import dev.belfry.server.edge.http.publish.BatchEndpoint;
import dev.belfry.server.edge.http.publish.CancelEndpoint;
import dev.belfry.server.edge.http.publish.PublishProtocol;
import dev.belfry.server.edge.http.publish.PublishRate;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.Target;
import dev.belfry.server.edge.http.site.ConsoleEndpoint;
import dev.belfry.server.edge.http.site.DocsEndpoint;
import dev.belfry.server.edge.http.site.Document;
import dev.belfry.server.edge.http.site.DocumentEndpoint;
import dev.belfry.server.edge.http.site.HealthEndpoint;
import dev.belfry.server.edge.http.site.LivePageProtocol;
import dev.belfry.server.edge.http.site.Readiness;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.sse.EventStreamContext;
import dev.belfry.server.edge.sse.EventStreamProtocol;
import dev.belfry.server.edge.sse.InboxStreams;
import dev.belfry.server.edge.websocket.FramedProtocol;
import dev.belfry.server.edge.websocket.HandlerResource;
import dev.belfry.server.edge.websocket.RawContext;
import dev.belfry.server.edge.websocket.RawProtocol;
import dev.belfry.server.edge.websocket.WebSocketContext;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.presence.LoopPresence;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.NextMessage;
import dev.belfry.server.session.SessionContext;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Everything that clients can reach, for one loop: the list of routes, and the list of protocols
/// of a channel. A new endpoint is a line of the first, a new protocol a line of the second. In
/// both the first that matches has the request.
final class RouteList {
  private static final AccessRequest ANY_CHANNEL =
      new AccessRequest(List.of(), AccessRequest.Kind.HTTP);
  private static final ByteBufAllocator ALLOCATOR = ByteBufAllocator.DEFAULT;

  private final EdgeServices services;
  private final EdgeSettings settings;
  private final ConnectionContext sockets;
  private final SessionContext sessions;
  private final LoopPresence presence;
  private final HistoryReader history;
  private final InboxPaths inboxes;
  private final OperationsPaths operations;
  private final Readiness readiness;
  private final Stopping stopping;
  private final Map<String, ClientHandler> handlers;
  private final WebSocketContext webSockets;
  private final RawContext raw;

  /// @param stopping whether the server is about to stop
  /// @param handlers of the embedding program, by path
  RouteList(
      EdgeServices services,
      EdgeSettings settings,
      ConnectionContext sockets,
      SessionContext sessions,
      OperationsPaths operations,
      Readiness readiness,
      BooleanSupplier stopping,
      Map<String, ClientHandler> handlers) {
    this.services = services;
    this.settings = settings;
    this.sockets = sockets;
    this.sessions = sessions;
    this.presence = services.presences().on(sockets.loop());
    this.history =
        new HistoryReader(
            services.logs(), sockets.loop(), settings.historyPages(), sessions.budget());
    this.inboxes =
        new InboxPaths(
            new InboxServices(
                services.inboxes(),
                settings.lockedCategories(),
                sessions.identities(),
                services.scheduler(),
                publishRate(),
                sessions.clock(),
                settings.messageBytesMax(),
                settings.notifyBytesMax()),
            new InboxStreams(
                new EventStreamContext(sockets, sessions, ALLOCATOR),
                services.watchedInboxes().on(sockets.loop()),
                new Stopping(stopping)));
    this.operations = operations;
    this.readiness = readiness;
    this.stopping = new Stopping(stopping);
    this.handlers = Map.copyOf(handlers);
    this.webSockets =
        new WebSocketContext(sockets, sessions, settings.messageBytesMax(), settings.compression());
    this.raw = new RawContext(webSockets, ALLOCATOR);
  }

  /// The routes of the listener for those who run the server.
  List<Route> adminRoutes() {
    return Stream.concat(operations(), Stream.of(server())).toList();
  }

  private Route server() {
    return Route.to(Target.SERVER, new ServerResource(settings.messageBytesMax()));
  }

  private Stream<Route> operations() {
    return Stream.concat(operations.routes(), ownOperations());
  }

  private Stream<Route> ownOperations() {
    return Stream.of(
        new Route(
            "/v1/users/{user}/disconnect",
            text -> DisconnectEndpoint.user(text).map(this::disconnect)),
        Route.to("/v1/keys", keys()),
        new Route("/v1/keys/{id}", id -> Checked.good(key(id))),
        Route.to("/v1/nodes", nodes()),
        new Route("/v1/users/{user}", inboxes::user),
        Route.to("/health/live", health((_, then) -> then.accept(services.health().live()))),
        Route.to("/health/ready", health(readiness)));
  }

  /// The routes of the listener for everyone. Those of the embedding program come before all
  /// others.
  List<Route> routes() {
    List<ChannelProtocol> protocols = protocols();
    return Stream.of(
            handlerRoutes(),
            Stream.of(
                Route.to(ChannelPaths.ROOT, channel(ChannelPaths.ALL, protocols)),
                new Route(
                    ChannelPaths.ROOT + "/{channel}",
                    text -> named(text).map(name -> channel(name, protocols))),
                new Route("/v1/presence/{channel}", text -> named(text).map(this::presence)),
                new Route("/v1/messages/{id}", this::scheduledMessage),
                Route.to("/v1/publish", batch()),
                Route.to("/v1/console", console()),
                Route.to("/v1/tickets", tickets())),
            inboxes.routes(),
            settings.adminApart() ? Stream.<Route>empty() : operations(),
            Stream.of(Document.values()).map(this::document),
            settings.access().dev()
                ? Stream.of(new Route("/docs/{page}", DocsEndpoint::at))
                : Stream.<Route>empty(),
            Stream.of(server()))
        .<Route>flatMap(part -> part)
        .toList();
  }

  /// The protocols of a channel.
  private List<ChannelProtocol> protocols() {
    return List.of(
        new PublishProtocol(services.scheduler(), publishRate(), sessions.clock()),
        new FramedProtocol(webSockets, framedContext(), ALLOCATOR, handlers.keySet()),
        new RawProtocol(raw, stopping, handlers),
        new HistoryProtocol(
            sessions.identities(),
            history,
            (channel, since, atMost, then) ->
                NextMessage.await(sessions.hub(), channel, since, atMost, then),
            settings.historyPageMax()),
        new LivePageProtocol(),
        new EventStreamProtocol(
            new EventStreamContext(sockets, sessions, ALLOCATOR),
            stopping,
            settings.channelsPerStreamMax()));
  }

  private PublishRate publishRate() {
    return new PublishRate(sessions.limits().publishes(), sessions.clock());
  }

  private FramedContext framedContext() {
    return new FramedContext(
        services.policies(),
        history,
        services.scheduler(),
        presence,
        services.watchedInboxes().on(sockets.loop()),
        settings.subscriptionsMax(),
        settings.historyPageMax(),
        settings.connectWithin(),
        settings.framedPing());
  }

  /// Handlers at the paths of channels are those channels' own.
  private Stream<Route> handlerRoutes() {
    return handlers.entrySet().stream()
        .filter(entry -> !ChannelPaths.isChannel(entry.getKey()))
        .map(entry -> Route.to(entry.getKey(), handler(entry.getKey(), entry.getValue())));
  }

  private Resource handler(String path, ClientHandler handler) {
    return new HandlerResource(path, handler, raw, stopping, settings.messageBytesMax());
  }

  private Resource channel(ChannelName name, List<ChannelProtocol> protocols) {
    return new ChannelResource(name, protocols, settings.messageBytesMax());
  }

  private static Checked<ChannelName> named(String text) {
    Optional<ChannelName> name = ChannelName.parse(text);
    return name.isPresent() ? Checked.good(name.get()) : Checked.malformed(ChannelName.FORM);
  }

  private Resource presence(ChannelName name) {
    return EndpointResource.get(
        settings.messageBytesMax(),
        new AccessRequest(List.of(name), AccessRequest.Kind.HTTP),
        (_, caller) -> PresenceEndpoint.of(presence, services.policies(), name, caller));
  }

  private Checked<Resource> scheduledMessage(String id) {
    return Ulid.isValid(id)
        ? Checked.good(
            EndpointResource.delete(
                settings.messageBytesMax(),
                ANY_CHANNEL,
                (_, caller) ->
                    caller
                        .known()
                        .map(client ->
                            new CancelEndpoint(
                                services.scheduler(), client.principal(), Ulid.from(id)))))
        : Checked.bad(Problem.notFound());
  }

  private Resource batch() {
    BatchEndpoint endpoint =
        new BatchEndpoint(
            services.scheduler(),
            publishRate(),
            sessions.clock(),
            settings.batch(),
            settings.messageBytesMax(),
            new ClientIdentity(Principals.ANONYMOUS, Credentials.none("nobody")));
    return EndpointResource.post(settings.batch().bytesMax(), ANY_CHANNEL, endpoint::forRequest);
  }

  private Resource tickets() {
    return EndpointResource.post(
        settings.messageBytesMax(),
        ANY_CHANNEL,
        (head, caller) -> TicketEndpoint.of(sessions.identities(), head, caller));
  }

  private Resource disconnect(UserId user) {
    return EndpointResource.post(
        0, ANY_CHANNEL, (_, caller) -> DisconnectEndpoint.of(sessions.identities(), user, caller));
  }

  private Resource keys() {
    return EndpointResource.get(
        0, ANY_CHANNEL, (_, caller) -> KeysEndpoint.list(sessions.identities(), caller));
  }

  private Resource key(String id) {
    return EndpointResource.delete(
        0, ANY_CHANNEL, (_, caller) -> KeysEndpoint.revoke(sessions.identities(), id, caller));
  }

  private Resource nodes() {
    return EndpointResource.get(
        settings.messageBytesMax(),
        ANY_CHANNEL,
        (_, caller) -> NodesEndpoint.of(services.cluster(), caller));
  }

  private Resource console() {
    return ConsoleEndpoint.resource(settings.adminApart(), settings.access().dev());
  }

  private Resource health(Readiness checked) {
    return EndpointResource.get(settings.messageBytesMax(), new HealthEndpoint(checked));
  }

  private Route document(Document document) {
    Resource resource =
        EndpointResource.get(settings.messageBytesMax(), DocumentEndpoint.of(document));
    return document.isLibrary()
        ? Route.toAnyOrigin(document.path(), resource)
        : Route.to(document.path(), resource);
  }
}
