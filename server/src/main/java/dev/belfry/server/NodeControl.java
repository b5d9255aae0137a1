package dev.belfry.server;

import dev.belfry.server.auth.Control;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.ConnectionsElsewhere;
import dev.belfry.server.store.shared.SharedControl;
import dev.belfry.server.store.shared.SharedLogs;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What this node knows, with all others that share its engine, of who may come in.
final class NodeControl implements Control {
  private static final String HINTS = "control";

  private final SharedControl shared;
  private final Optional<byte[]> ticketKey;
  private volatile Runnable lost = () -> {};

  /// @param ticketKey of the configuration, which all nodes have alike; where there is none, nodes
  ///   agree on one
  NodeControl(
      SharedLogs logs,
      Optional<byte[]> ticketKey,
      NotBefore notBefore,
      Clock clock,
      SecureRandom random) {
    this.ticketKey = ticketKey;
    this.shared = logs.control(new Heard(notBefore, clock, () -> lost.run()), random);
  }

  /// What is read goes where each credential is looked at.
  private record Heard(NotBefore notBefore, Clock clock, Runnable lost)
      implements SharedControl.Listener {
    @Override
    public void disconnected(String user, long millis, boolean first) {
      UserId.parse(user).ifPresent(id -> notBefore.set(id, millis, first ? 0 : clock.wallMillis()));
    }

    @Override
    public void lifeChanged() {
      lost.run();
    }
  }

  /// Has the connections of users counted on all nodes together. To be called before `start`.
  ///
  /// @param loop that has the counts
  void count(String node, ConnectionsElsewhere connections, Loop loop, Clock clock) {
    lost = connections::tellAll;
    new ConnectionCounts(node, shared, connections, loop, clock).start();
  }

  /// Begins to read, once the engine has begun, and waits until all is read, but not for ever:
  /// until then no users are admitted.
  ///
  /// @param cluster the nodes that give one another hints
  void start(Cluster cluster, Duration most) {
    cluster.hear(HINTS, new ReadAgain(shared));
    CountDownLatch begun = new CountDownLatch(1);
    var _ = shared.start(() -> cluster.tell(HINTS, "")).thenRun(begun::countDown);
    try {
      var _ = begun.await(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Hears that there may be something new.
  private record ReadAgain(SharedControl shared) implements HintListener {
    @Override
    public void told(Hint hint) {
      shared.hinted();
    }

    @Override
    public void doubtful() {
      shared.hinted();
    }
  }

  @Override
  public boolean current() {
    return shared.current();
  }

  @Override
  public void disconnected(UserId user, long notBeforeMillis, Consumer<Boolean> then) {
    shared.disconnect(user.text(), notBeforeMillis, then);
  }

  @Override
  public void claim(String id, Duration life, Consumer<Claim> then) {
    shared.claim(
        id, life, first -> then.accept(first.map(NodeControl::claimOf).orElse(Claim.UNKNOWN)));
  }

  private static Claim claimOf(boolean first) {
    return first ? Claim.FIRST : Claim.REPEATED;
  }

  @Override
  public Optional<byte[]> ticketKey() {
    return ticketKey.or(shared::key);
  }
}
