package dev.belfry.server.edge;

import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.Host;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.edge.http.HttpConnection;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.dispatch.Callers;
import dev.belfry.server.edge.http.dispatch.HttpDate;
import dev.belfry.server.edge.http.dispatch.HttpDispatcher;
import dev.belfry.server.edge.http.dispatch.Route;
import dev.belfry.server.edge.http.dispatch.Router;
import dev.belfry.server.edge.http.exchange.AccessLog;
import dev.belfry.server.edge.http.exchange.HttpContext;
import dev.belfry.server.edge.http.operations.OperationsPaths;
import dev.belfry.server.edge.http.operations.OperationsServices;
import dev.belfry.server.edge.http.request.AccessGuard;
import dev.belfry.server.edge.http.request.AccessSettings;
import dev.belfry.server.edge.http.site.LoopReadiness;
import dev.belfry.server.edge.http2.Http2Connection;
import dev.belfry.server.edge.http2.Http2Context;
import dev.belfry.server.edge.netty.Acceptor;
import dev.belfry.server.edge.netty.Admission;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionLimits;
import dev.belfry.server.edge.netty.ConnectionTable;
import dev.belfry.server.edge.netty.DrainPacing;
import dev.belfry.server.edge.netty.EventLoops;
import dev.belfry.server.edge.netty.NettyLoop;
import dev.belfry.server.edge.netty.ShutdownNotice;
import dev.belfry.server.edge.netty.TlsContext;
import dev.belfry.server.edge.netty.TlsHandshake;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.RateTable;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.SessionContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The side that faces the network: a context for each loop, and the one socket that accepts.
public final class Edge {
  private static final int ADDRESSES_MAX = 100_000;
  private static final Duration ABORT_AT_MOST = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final EdgeSettings settings;
  private final EventLoops loops;
  private final EdgeServices services;
  private final LoopReadiness readiness;
  private final ConnectionLimits limits;
  private final AccessLog accessLog;
  private final List<Contexts> contexts;
  private final @Nullable TlsContext tls;
  private volatile AccessSettings access;
  private @Nullable Acceptor acceptor;
  private @Nullable Acceptor admin;

  /// @param sessions one for each loop, in their order
  /// @param handlers of applications, by path
  /// @throws IllegalArgumentException where a path below that of channels names none
  /// @throws IOException where the certificate can't be used
  public Edge(
      ServerConfig config,
      EventLoops loops,
      List<SessionContext> sessions,
      EdgeServices services,
      Map<String, ClientHandler> handlers)
      throws IOException {
    this.config = config;
    HeapPlan heap = HeapPlan.of(config, loops.loops().size());
    this.settings = EdgeSettings.of(config, heap);
    this.access = settings.access();
    this.loops = loops;
    this.services = services;
    this.accessLog = AccessLog.of(config.server().accessLog());
    this.tls =
        config.server().tls().configured()
            ? new TlsContext(config.server().tls(), config.limits().handshake())
            : null;
    this.readiness = new LoopReadiness(loops.loops(), services.health()::ready);
    this.limits =
        new ConnectionLimits(
            config.limits().connections(),
            config.limits().connectionsPerAddress(),
            heap.connections(),
            new RateTable(config.limits().connectsPerSecond(), ADDRESSES_MAX),
            config.server().trustedProxies());
    loops.loops().getFirst().counters().gauge(Counted.CONNECTIONS_MAX, limits::most);
    handlers.keySet().forEach(ChannelPaths::channelOf);
    this.contexts =
        loops.loops().stream().map(loop -> contextsOf(loop, sessions, handlers)).toList();
  }

  private OperationsServices operations(NettyLoop loop, List<SessionContext> all) {
    return new OperationsServices(
        services.figures(),
        services.metrics(),
        services.logs(),
        all.stream().map(SessionContext::hub).toList(),
        services.policies(),
        services.presences().on(loop),
        services.cluster(),
        limits::open,
        all.getFirst().limits().users()::users,
        all.getFirst().clock());
  }

  /// What the connections of one loop share, by the listener that they came to.
  private record Contexts(HttpContext everyone, HttpContext admin) {
    ConnectionContext sockets() {
      return everyone.sockets();
    }
  }

  private Contexts contextsOf(
      NettyLoop loop, List<SessionContext> all, Map<String, ClientHandler> handlers) {
    SessionContext sessions = all.get(loop.index());
    ConnectionContext sockets =
        new ConnectionContext(
            loop,
            new ConnectionTable(loop, sessions.clock()),
            settings.timeouts(),
            new ShutdownNotice(config.server().drain()),
            sessions.budget(),
            sessions.incoming());
    HttpDate date = new HttpDate(sessions.clock());
    RouteList list =
        new RouteList(
            services,
            settings,
            sockets,
            sessions,
            new OperationsPaths(operations(loop, all)),
            readiness,
            readiness::draining,
            handlers);
    Callers callers = new Callers(sessions.identities(), loop);
    return new Contexts(
        new HttpContext(
            sockets,
            dispatcher(list.routes(), callers, tls != null),
            date,
            readiness::draining,
            accessLog,
            services.tracing()),
        new HttpContext(
            sockets,
            dispatcher(list.adminRoutes(), callers, false),
            date,
            readiness::draining,
            accessLog,
            services.tracing()));
  }

  private HttpDispatcher dispatcher(List<Route> routes, Callers callers, boolean secure) {
    return new HttpDispatcher(new AccessGuard(() -> access), new Router(routes), callers, secure);
  }

  /// Takes the origins, Host names and certificate of another configuration.
  ///
  /// @throws IOException where the certificate can't be used; then nothing has changed
  public void reload(ServerConfig changed) throws IOException {
    if (tls != null && changed.server().tls().configured()) {
      tls.reload(changed.server().tls());
    }
    access = EdgeSettings.accessOf(changed);
  }

  /// Forgets the addresses that are below their bounds again.
  public void sweep(long nowNanos) {
    limits.sweep(nowNanos);
  }

  /// Begins to accept.
  ///
  /// @throws IOException where the address can't be bound
  public void bind() throws IOException {
    limits.logWhereFew();
    contexts.forEach(context -> context.sockets().connections().start());
    ServerConfig.Server server = config.server();
    Optional<Integer> adminPort = server.admin().port();
    if (adminPort.isPresent()) {
      admin = listen(server.admin().host(), adminPort.get(), null, Contexts::admin);
    }
    acceptor = listen(server.host(), server.port(), tls, Contexts::everyone);
    accessLog.start();
  }

  private Acceptor listen(
      Host host, int port, @Nullable TlsContext secured, Function<Contexts, HttpContext> which)
      throws IOException {
    HttpDecoderConfig decoder =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.headerBytesMax())
            .setMaxHeaderSize(settings.headerBytesMax());
    return Acceptor.bind(
        new InetSocketAddress(host.text(), port),
        loops,
        limits,
        secured,
        (loop, channel, admission) -> {
          HttpContext context = which.apply(contexts.get(loop));
          int now = context.sockets().connections().nowSeconds();
          if (secured == null) {
            HttpConnection.open(context, channel, admission, decoder, now);
          } else {
            TlsHandshake.await(
                context.sockets(),
                channel,
                protocol -> open(protocol, context, channel, admission, decoder, now));
          }
        });
  }

  private void open(
      String protocol,
      HttpContext context,
      SocketChannel channel,
      Admission admission,
      HttpDecoderConfig decoder,
      int acceptedSeconds) {
    if (protocol.equals(TlsContext.HTTP_2)) {
      Http2Context http2 = new Http2Context(context, limits, settings.headerBytesMax());
      Http2Connection.open(http2, channel, admission, acceptedSeconds);
    } else {
      HttpConnection.open(context, channel, admission, decoder, acceptedSeconds);
    }
  }

  /// Where the listener is for those who run the server; empty where there is none of its own.
  public Optional<URI> adminUri() {
    return Optional.ofNullable(admin).map(Acceptor::uri);
  }

  /// Where it listens, as `http://host:port` or `https://host:port`.
  public URI uri() {
    return bound().uri();
  }

  /// How many connections are open, of every kind.
  public int connections() {
    return limits.open();
  }

  /// Stops: accepts no more, tells every client, spread over two thirds of the time that stopping
  /// may take but no slower than it needs to be, and waits until none is left or the time is over.
  /// Clients that are still there then are cut off. A listener of its own for those who run the
  /// server answers until then, that the server is alive and not ready.
  public void drain() {
    readiness.drain();
    bound().close();
    Duration most = config.server().drain();
    Duration spread = DrainPacing.spreadOf(limits.open(), most);
    for (Contexts context : contexts) {
      ConnectionContext sockets = context.sockets();
      sockets.loop().execute(() -> sockets.connections().shutDown(spread));
    }
    DrainPacing.await(limits::open, most);
    if (admin != null) {
      admin.close();
    }
    for (Contexts context : contexts) {
      ConnectionContext sockets = context.sockets();
      sockets.loop().execute(() -> sockets.connections().abort());
    }
    DrainPacing.await(limits::open, ABORT_AT_MOST);
  }

  /// Writes the last lines of the access log, once the loops have ended, and with them all
  /// connections.
  public void close() {
    accessLog.close();
  }

  private Acceptor bound() {
    if (acceptor == null) {
      throw new IllegalStateException("not bound yet");
    }
    return acceptor;
  }
}
