package dev.belfry.cli.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// The event loops that carry the load: one a core but one, which is left to the server where it
/// runs beside.
final class Network implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private final boolean epoll = Epoll.isAvailable();
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

  Network() {
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    group =
        new MultiThreadIoEventLoopGroup(
            count, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    for (int i = 0; i < count; i++) {
      loops.add(group.next());
    }
  }

  List<EventLoop> loops() {
    return loops;
  }

  /// What connects to `target` from `loop`, with these handlers.
  Bootstrap bootstrap(EventLoop loop, Target target, ChannelHandler... handlers)
      throws SSLException {
    SslContext tls = target.tls() ? SslContextBuilder.forClient().build() : null;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .remoteAddress(target.resolve());
    if (epoll && target.isLoopback()) {
      bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
    return bootstrap.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (tls != null) {
              channel
                  .pipeline()
                  .addLast(tls.newHandler(channel.alloc(), target.host(), target.port()));
            }
            channel.pipeline().addLast(handlers);
          }
        });
  }

  @Override
  public void close() {
    var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
