package dev.belfry.cli.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// All listening connections: opens them, a bounded number at a time, and notes the first that is
/// lost. Safe for any thread.
final class Connections implements Connection.Watcher {
  /// A loopback source address has some 28,000 ports to give.
  private static final int PER_SOURCE_ADDRESS = 25_000;

  /// Handshakes under way at one time: less than a usual backlog of 128.
  private static final int OPENING_MAX = 100;

  /// The connection and channel of the first listener, which may publish too.
  record First(Connection connection, Channel channel) {}

  private final BenchPlan plan;
  private final Network network;
  private final List<Tally> tallies;
  private final Semaphore opening = new Semaphore(OPENING_MAX);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean stopped;
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private final AtomicReference<@Nullable First> first = new AtomicReference<>();

  Connections(BenchPlan plan, Network network, List<Tally> tallies) {
    this.plan = plan;
    this.network = network;
    this.tallies = tallies;
  }

  /// Opens no more.
  void stop() {
    stopped = true;
  }

  /// Opens all, or as many as go until one fails; [#trouble] says so then.
  void openAll() {
    try {
      for (int index = 0; index < plan.connections() && mayOpen(); index++) {
        opening.acquireUninterruptibly();
        openOne(index);
      }
    } catch (SSLException failed) {
      opening.release();
      failed(String.valueOf(failed.getMessage()));
    }
    opening.acquireUninterruptibly(OPENING_MAX); // all answers are in
    opening.release(OPENING_MAX);
  }

  private boolean mayOpen() {
    return !stopped && trouble.get() == null;
  }

  private void openOne(int index) throws SSLException {
    int loopIndex = index % network.loops().size();
    EventLoop loop = network.loops().get(loopIndex);
    Connection connection = new Connection(plan, plan.target(), tallies.get(loopIndex), this);
    Bootstrap bootstrap = network.bootstrap(loop, plan.target(), connection);
    if (isLoopbackFour(plan.target())) {
      bootstrap.localAddress("127.0.0." + (2 + index / PER_SOURCE_ADDRESS), 0);
    }
    bootstrap
        .connect()
        .addListener(attempt -> {
          if (!attempt.isSuccess()) {
            failed(String.valueOf(attempt.cause().getMessage()));
            opening.release();
          }
        });
  }

  private static boolean isLoopbackFour(Target target) {
    InetSocketAddress address = target.resolve();
    return target.isLoopback() && address.getAddress() instanceof Inet4Address;
  }

  private void failed(String reason) {
    trouble.compareAndSet(null, reason);
  }

  @Override
  public void opened(Connection connection, Channel channel) {
    first.compareAndSet(null, new First(connection, channel));
    open.incrementAndGet();
    opening.release();
  }

  /// Either one that was open, or one that was refused.
  @Override
  public void lost(Connection connection, String reason) {
    if (connection.wasOpen()) {
      lost.incrementAndGet();
    } else {
      opening.release();
    }
    failed(reason);
  }

  int openCount() {
    return open.get();
  }

  int lostCount() {
    return lost.get();
  }

  /// Why the first connection that failed or was lost did so.
  Optional<String> trouble() {
    return Optional.ofNullable(trouble.get());
  }

  /// The connection that opened first.
  Optional<First> first() {
    return Optional.ofNullable(first.get());
  }
}
