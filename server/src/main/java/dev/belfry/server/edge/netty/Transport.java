package dev.belfry.server.edge.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.Optional;

/// How the server talks to the kernel.
public enum Transport {
  /// Linux, by its own calls; frames go from shared memory to the socket in one call each.
  EPOLL(EpollServerSocketChannel.class),
  /// Linux, by a ring shared with the kernel. Containers often forbid it.
  IO_URING(IoUringServerSocketChannel.class),
  /// Everywhere.
  NIO(NioServerSocketChannel.class);

  private static final int UNSENT_BYTES_MAX = 128 * 1024;

  /// TCP_NOTSENT_LOWAT of Linux's tcp.h.
  private static final IntegerUnixChannelOption UNSENT =
      new IntegerUnixChannelOption("TCP_NOTSENT_LOWAT", 6, 25);

  private final Class<? extends ServerChannel> serverChannel;

  Transport(Class<? extends ServerChannel> serverChannel) {
    this.serverChannel = serverChannel;
  }

  /// The best that this machine permits: docs/reference/performance.md has the figures behind the
  /// order.
  public static Transport best() {
    return EPOLL.unavailable().isEmpty() ? EPOLL : NIO;
  }

  /// Why this machine does not permit it; empty where it does.
  public Optional<String> unavailable() {
    Throwable cause =
        switch (this) {
          case EPOLL -> Epoll.unavailabilityCause();
          case IO_URING -> IoUring.unavailabilityCause();
          case NIO -> null;
        };
    return Optional.ofNullable(cause).map(Transport::innermost);
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /// Bounds what the kernel keeps of a client's unsent bytes, where the transport can say so: its
  /// own buffers would grow to megabytes for each client that does not read. The outbox follows.
  /// The option is set on the listening socket, from which Linux hands it to each accepted one, so
  /// that accepting takes one call less.
  void limitUnsent(ServerBootstrap bootstrap) {
    switch (this) {
      case EPOLL, IO_URING -> bootstrap.option(UNSENT, UNSENT_BYTES_MAX);
      case NIO -> {}
    }
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }
}
