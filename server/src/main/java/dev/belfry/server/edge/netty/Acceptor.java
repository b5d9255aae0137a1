package dev.belfry.server.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
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

/// The socket that accepts: it counts each connection, and gives it to the opener of its loop.
public final class Acceptor extends ChannelInitializer<SocketChannel> {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final int BACKLOG = 4096;

  /// What the kernel keeps, once more for its own needs, of what one client sends and is not read.
  /// Left to itself it is megabytes each, and many that send without end would take the memory of
  /// all sockets of the machine. Set where it is listened, since a window is announced with the
  /// first packet (RFC 7323 section 2.3).
  private static final int RECEIVE_BUFFER_BYTES = 128 * 1024;

  private final List<NettyLoop> loops;
  private final ConnectionLimits limits;
  private final ConnectionOpener opener;
  private final @Nullable TlsContext tls;
  private @Nullable Channel listening;

  private Acceptor(
      List<NettyLoop> loops,
      ConnectionLimits limits,
      @Nullable TlsContext tls,
      ConnectionOpener opener) {
    this.tls = tls;
    this.loops = loops;
    this.limits = limits;
    this.opener = opener;
  }

  /// Begins to accept.
  ///
  /// @param tls null where connections are in the clear
  /// @throws IOException where the address can't be bound
  public static Acceptor bind(
      InetSocketAddress address,
      EventLoops loops,
      ConnectionLimits limits,
      @Nullable TlsContext tls,
      ConnectionOpener opener)
      throws IOException {
    Acceptor acceptor = new Acceptor(loops.loops(), limits, tls, opener);
    ChannelFuture bound =
        loops
            .bootstrap()
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
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
    Admission admission = limits.add(address, System.nanoTime());
    var _ = channel.closeFuture().addListener((ChannelFutureListener) _ -> limits.remove(address));
    if (admission != Admission.ADMITTED && limits.isFarBeyond()) {
      LOG.debug("a connection of {} is closed unread: {}", address, admission);
      var _ = channel.close();
      return;
    }
    if (tls != null) {
      channel.pipeline().addLast(tls.handler(channel.alloc()));
    }
    opener.open(indexOf(channel.eventLoop()), channel, admission);
  }

  private int indexOf(EventLoop eventLoop) {
    for (NettyLoop loop : loops) {
      if (loop.eventLoop().equals(eventLoop)) {
        return loop.index();
      }
    }
    throw new IllegalStateException("a socket on a loop that is not ours");
  }

  /// Where it listens, as `http://host:port` or `https://host:port`.
  public URI uri() {
    InetSocketAddress address = (InetSocketAddress) bound().localAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        (tls == null ? "http://" : "https://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + address.getPort());
  }

  /// Accepts no more.
  public void close() {
    var _ = bound().close().awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  private Channel bound() {
    return Objects.requireNonNull(listening, "not bound");
  }
}
