package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.LoopCounters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The threads that own all state of the server: one event loop each.
public final class EventLoops implements AutoCloseable {
  private static final Duration STOP_AT_MOST = Duration.ofSeconds(5);

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<NettyLoop> loops;

  /// @param count 1 or more
  public EventLoops(Transport transport, int count) {
    this.transport = transport;
    this.group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("belfry-loop", true), transport.ioHandlers());
    List<NettyLoop> all = new ArrayList<>();
    group.forEach(
        executor -> all.add(new NettyLoop((EventLoop) executor, all.size(), new LoopCounters())));
    this.loops = List.copyOf(all);
  }

  public List<NettyLoop> loops() {
    return loops;
  }

  /// How many tasks wait for all loops. Any thread.
  public int pendingTasks() {
    int sum = 0;
    for (NettyLoop loop : loops) {
      sum += loop.eventLoop() instanceof SingleThreadEventExecutor one ? one.pendingTasks() : 0;
    }
    return sum;
  }

  /// What accepts sockets for these loops.
  public ServerBootstrap bootstrap() {
    ServerBootstrap bootstrap =
        new ServerBootstrap().group(group).channel(transport.serverChannel());
    transport.limitUnsent(bootstrap);
    return bootstrap;
  }

  /// Ends all loops, with the sockets that are left.
  @Override
  public void close() {
    var _ =
        group
            .shutdownGracefully(0, STOP_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(STOP_AT_MOST.toMillis());
  }
}
