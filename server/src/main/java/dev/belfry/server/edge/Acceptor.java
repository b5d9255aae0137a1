package dev.belfry.server.edge;

import dev.belfry.server.edge.transport.EventLoops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The socket that accepts, and the pipeline that each accepted one begins with.
final class Acceptor extends ChannelInitializer<SocketChannel> {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final int BACKLOG = 4096;

  /// Connections beyond the limit that still get an answer; any more are closed unread.
  private static final int REFUSED_MAX = 250;

  private final List<EdgeRoom> rooms;
  private final ConnectionLimits limits;
  private final HttpDecoderConfig http;
  private @Nullable Channel listening;

  private Acceptor(List<EdgeRoom> rooms, ConnectionLimits limits, int headerBytesMax) {
    this.rooms = rooms;
    this.limits = limits;
    this.http =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(headerBytesMax)
            .setMaxHeaderSize(headerBytesMax);
  }

  static Acceptor bind(
      InetSocketAddress address,
      EventLoops loops,
      List<EdgeRoom> rooms,
      ConnectionLimits limits,
      int headerBytesMax)
      throws IOException {
    Acceptor acceptor = new Acceptor(rooms, limits, headerBytesMax);
    ChannelFuture bound =
        loops
            .bootstrap()
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(acceptor)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String where = address.getHostString() + ":" + address.getPort();
      throw new IOException("can't listen on " + where + ": " + reason(bound), bound.cause());
    }
    acceptor.listening = bound.channel();
    return acceptor;
  }

  /// Why nothing could be bound, in the operating system's words. Netty puts the system call before
  /// them.
  private static String reason(ChannelFuture bound) {
    return switch (bound.cause()) {
      case null -> "interrupted";
      case UnresolvedAddressException _ -> "no host has this name";
      case Throwable cause ->
          String.valueOf(cause.getMessage())
              .replaceFirst("^.* failed with error\\(-?\\d+\\): ", "");
    };
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    InetAddress address = channel.remoteAddress().getAddress();
    Admission admission = limits.enter(address);
    var _ = channel.closeFuture().addListener((ChannelFutureListener) _ -> limits.leave(address));
    if (admission != Admission.WELCOME && limits.beyond() > REFUSED_MAX) {
      LOG.debug("a connection of {} is closed unread: {}", address, admission);
      var _ = channel.close();
      return;
    }
    EdgeRoom room = roomOf(channel.eventLoop());
    HttpConnection connection = new HttpConnection(room, channel, admission, http);
    room.connections().add(connection);
    connection.attach();
  }

  private EdgeRoom roomOf(EventLoop eventLoop) {
    for (EdgeRoom room : rooms) {
      if (room.loop().eventLoop().equals(eventLoop)) {
        return room;
      }
    }
    throw new IllegalStateException("a socket on a loop that is not ours");
  }

  URI uri() {
    InetSocketAddress address = (InetSocketAddress) bound().localAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  /// Accepts no more.
  void close() {
    var _ = bound().close().awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  private Channel bound() {
    return Objects.requireNonNull(listening, "not bound");
  }
}
