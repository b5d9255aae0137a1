package dev.belfry.server.edge;

import dev.belfry.server.config.Host;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.WebOrigin;
import dev.belfry.server.edge.http.BatchBounds;
import dev.belfry.server.edge.http.GuardSettings;
import dev.belfry.server.edge.http.HttpFront;
import dev.belfry.server.edge.http.HttpRoom;
import dev.belfry.server.edge.transport.EventLoops;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.log.HistoryReader;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.FramedContext;
import dev.belfry.server.session.NextMessage;
import dev.belfry.server.session.SessionContext;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The side that faces the network: a room for each loop, and the one socket that accepts.
public final class Edge {
  private static final Duration ABORT_AT_MOST = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final EventLoops loops;
  private final EdgeParts parts;
  private final LoopReadiness readiness;
  private final ConnectionLimits limits;
  private final List<EdgeRoom> rooms;
  private @Nullable Acceptor acceptor;

  /// @param sessions one for each loop, in their order
  /// @param handlers of applications, by path
  /// @throws IllegalArgumentException where a path below that of channels names none
  public Edge(
      ServerConfig config,
      EventLoops loops,
      List<SessionContext> sessions,
      EdgeParts parts,
      Map<String, ClientHandler> handlers) {
    this.config = config;
    this.loops = loops;
    this.parts = parts;
    this.readiness = new LoopReadiness(loops.loops(), parts.logs()::ready);
    this.limits =
        new ConnectionLimits(
            config.limits().connections(), config.limits().connectionsPerAddress());
    handlers.keySet().forEach(ChannelPaths::channelOf);
    this.rooms =
        loops.loops().stream()
            .map(loop -> roomOf(loop, sessions.get(loop.index()), handlers))
            .toList();
  }

  private EdgeRoom roomOf(
      NettyLoop loop, SessionContext sessions, Map<String, ClientHandler> handlers) {
    Set<String> programs =
        handlers.keySet().stream()
            .filter(path -> !ChannelPaths.isChannel(path))
            .collect(Collectors.toSet());
    HistoryReader history = new HistoryReader(parts.logs(), loop);
    HttpRoom http =
        new HttpRoom(
            guardOf(config),
            programs,
            parts.policies(),
            parts.scheduler(),
            history,
            parts.presences().on(loop),
            (channel, since, atMost, then) ->
                NextMessage.await(sessions.hub(), channel, since, atMost, then),
            readiness,
            readiness::draining,
            config.limits().message().intBytes(),
            config.limits().historyPage(),
            config.limits().channelsPerStream(),
            new BatchBounds(
                config.limits().batch().intBytes(), config.limits().publishesUnanswered()),
            ByteBufAllocator.DEFAULT,
            sessions.clock());
    EdgeSettings settings = EdgeSettings.of(config);
    FramedContext framed =
        new FramedContext(
            parts.policies(),
            history,
            parts.scheduler(),
            parts.presences().on(loop),
            config.limits().subscriptions(),
            config.limits().historyPage(),
            config.limits().handshake(),
            config.limits().ping());
    return new EdgeRoom(loop, sessions, framed, settings, readiness, new HttpFront(http), handlers);
  }

  private static GuardSettings guardOf(ServerConfig config) {
    return new GuardSettings(
        config.server().host().loopback(),
        config.hosts().stream().map(Host::text).collect(Collectors.toSet()),
        config.origins().stream().map(WebOrigin::text).collect(Collectors.toSet()),
        config.server().dev());
  }

  /// Begins to accept.
  ///
  /// @throws IOException where the address can't be bound
  public void bind() throws IOException {
    limits.logWhereFew();
    rooms.forEach(room -> room.connections().start());
    InetSocketAddress address =
        new InetSocketAddress(config.server().host().text(), config.server().port());
    acceptor =
        Acceptor.bind(address, loops, rooms, limits, EdgeSettings.of(config).headerBytesMax());
  }

  /// Where it listens, as `http://host:port`.
  public URI uri() {
    return bound().uri();
  }

  /// How many connections are open, of every kind.
  public int connections() {
    return limits.open();
  }

  /// Leaves: accepts no more, says goodbye to everyone, spread over two thirds of the time that
  /// leaving may take but no slower than it needs to be, and waits until nobody is left or the time
  /// is over. Who is still there then is cut off.
  public void drain() {
    readiness.drain();
    bound().close();
    Duration most = config.server().drain();
    Duration pace = Departure.paceOf(limits.open(), most);
    for (EdgeRoom room : rooms) {
      room.loop().execute(() -> room.connections().leave(pace));
    }
    Departure.await(limits::open, most);
    for (EdgeRoom room : rooms) {
      room.loop().execute(() -> room.connections().abort());
    }
    Departure.await(limits::open, ABORT_AT_MOST);
  }

  private Acceptor bound() {
    if (acceptor == null) {
      throw new IllegalStateException("not bound yet");
    }
    return acceptor;
  }
}
