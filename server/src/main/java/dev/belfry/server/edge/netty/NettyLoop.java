package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// An event loop of Netty. Once it has ended, tasks are dropped: all that it owned is gone.
public record NettyLoop(EventLoop eventLoop, int index, LoopCounters counters) implements Loop {
  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException ended) {
      if (!eventLoop.isShuttingDown()) {
        throw ended;
      }
    }
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    try {
      var _ = eventLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      if (!eventLoop.isShuttingDown()) {
        throw ended;
      }
    }
  }
}
