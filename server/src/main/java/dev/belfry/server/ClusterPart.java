package dev.belfry.server;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.SharedCluster;
import dev.belfry.server.cluster.SingleNode;
import dev.belfry.server.config.HeapPlan;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.presence.shared.PresenceExchange;
import dev.belfry.server.presence.shared.SharedPresenceBounds;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopLag;
import dev.belfry.server.runtime.ThreadLoop;
import dev.belfry.server.store.shared.Engine;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This node among the others that have the same engine; or alone, where it has none.
final class ClusterPart implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterPart.class);
  private static final Duration LEAVING = Duration.ofSeconds(3);

  private final NodeReport report;
  private final LoopLag lag;
  private final List<? extends Loop> loops;
  private final Cluster cluster;
  private final @Nullable Shared shared;

  /// What a node that is not alone has.
  private record Shared(SharedCluster cluster, PresenceExchange presence, ThreadLoop loop) {}

  ClusterPart(
      ServerConfig config, HeapPlan heap, Stores stores, List<? extends Loop> loops, Clock clock) {
    this.loops = loops;
    this.lag = new LoopLag(clock);
    this.report = new NodeReport(config, clock, lag);
    report.bus(stores::figures);
    String id = UlidCreator.getUlid().toString();
    Optional<Engine> engine = stores.ofNodes();
    if (engine.isPresent()) {
      ThreadLoop loop = new ThreadLoop("belfry-cluster");
      SharedCluster many = new SharedCluster(id, engine.get().nodes(), loop, report, clock);
      SharedPresenceBounds bounds =
          new SharedPresenceBounds(config.limits().presenceMembers(), heap.presentElsewhere());
      PresenceExchange presence =
          new PresenceExchange(many, engine.get().presence(), loop, clock, bounds, many::renew);
      report.presence(presence::mark);
      shared = new Shared(many, presence, loop);
      cluster = many;
    } else {
      shared = null;
      cluster = new SingleNode(id, report, clock);
    }
  }

  Cluster cluster() {
    return cluster;
  }

  LoopLag lag() {
    return lag;
  }

  /// Presence on the other nodes; null where there are none.
  @Nullable PresenceExchange presence() {
    return shared == null ? null : shared.presence;
  }

  /// The node serves, and says so to the others.
  void start(URI address, IntSupplier sessions) {
    report.address(address);
    report.sessions(sessions);
    lag.start(loops);
    if (shared != null) {
      shared.cluster.start();
    }
  }

  /// Says to the others that the node leaves, if it can.
  @Override
  public void close() {
    if (shared == null) {
      return;
    }
    CountDownLatch left = new CountDownLatch(1);
    shared.cluster.close(left::countDown);
    try {
      if (!left.await(LEAVING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("the other nodes find out by themselves that this one has left");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    shared.loop.close();
  }
}
