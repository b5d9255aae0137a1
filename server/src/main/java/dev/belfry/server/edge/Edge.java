package dev.belfry.server.edge;

import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.edge.transport.ConnectionTable;
import dev.belfry.server.edge.transport.EventLoops;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.edge.websocket.RawDeflatedFormat;
import dev.belfry.server.edge.websocket.RawTextFormat;
import dev.belfry.server.edge.websocket.WebSocketCodec;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.SessionRoom;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Accepts sockets and gives each to a loop.
public final class Edge {
  private static final int BACKLOG = 4096;

  private final ServerConfig config;
  private final EventLoops loops;
  private final List<EdgeRoom> rooms = new ArrayList<>();
  private final Readiness readiness;
  private @Nullable Channel listening;

  /// @param sessions one for each loop, in their order
  /// @param handlers of applications, by path
  public Edge(
      ServerConfig config,
      EventLoops loops,
      List<SessionRoom> sessions,
      EdgeParts parts,
      Map<String, ClientHandler> handlers) {
    this.config = config;
    this.loops = loops;
    this.readiness = new Readiness(loops.loops());
    for (NettyLoop loop : loops.loops()) {
      EdgeRoom room = roomOf(loop, sessions.get(loop.index()));
      rooms.add(room);
      room.connections().start();
    }
  }

  private EdgeRoom roomOf(NettyLoop loop, SessionRoom sessions) {
    ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    WebSocketCodec codec = new WebSocketCodec(config.limits().message().intBytes());
    return new EdgeRoom(
        loop,
        new ConnectionTable(loop, sessions.clock()),
        sessions,
        codec,
        new RawDialect(new RawTextFormat(allocator), allocator),
        new RawDialect(new RawDeflatedFormat(allocator, codec), allocator),
        pulseOf(config));
  }

  private static Pulse pulseOf(ServerConfig config) {
    return new Pulse(
        (int) config.limits().ping().toSeconds(),
        (int) config.limits().pong().toSeconds(),
        (int) config.limits().stalled().toSeconds(),
        (int) config.limits().handshake().toSeconds());
  }

  /// Begins to accept.
  ///
  /// @throws IOException where the address can't be bound
  public void bind() throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(config.server().host().text(), config.server().port());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("can't listen on " + address, bound.cause());
    }
    listening = bound.channel();
  }

  /// The pipeline of a new socket, whole: HTTP in, HTTP out. What it switches to has one handler.
  private void accept(SocketChannel channel) {
    EdgeRoom room = roomOf(channel.eventLoop());
    HttpConnection connection = new HttpConnection(room, channel);
    room.connections().add(connection);
    channel.pipeline().addLast(new HttpServerCodec(), connection);
  }

  private EdgeRoom roomOf(EventLoop eventLoop) {
    for (EdgeRoom room : rooms) {
      if (room.loop().eventLoop().equals(eventLoop)) {
        return room;
      }
    }
    throw new IllegalStateException("a socket on a loop that is not ours");
  }

  /// Where it listens.
  public URI uri() {
    InetSocketAddress address = (InetSocketAddress) server().localAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /// Leaves.
  public void drain() {
    readiness.drain();
    var _ = server().close().awaitUninterruptibly(Duration.ofSeconds(1).toMillis());
  }

  private Channel server() {
    if (listening == null) {
      throw new IllegalStateException("not bound yet");
    }
    return listening;
  }
}
