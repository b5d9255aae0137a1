package dev.belfry.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.checker.Checker;
import dev.belfry.conformance.checker.Reach;
import dev.belfry.conformance.checker.Recording;
import dev.belfry.conformance.checker.Verdict;
import dev.belfry.conformance.checker.Verdict.Gaps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes behind a load balancer are restarted one after another, each by SIGTERM, while
/// clients publish and listen. Nobody loses what was acknowledged or sees anything twice.
class RollingRestartTest {
  private static final int ROUNDS = Integer.getInteger("belfry.rollingRounds", 1);
  private static final Duration A_ROUND = Duration.ofSeconds(12);
  private static final Duration CATCH_UP_MAX = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final AtomicInteger turn = new AtomicInteger();

  @Test
  void clientsGoToOtherNodesAndMissNothing() throws Exception {
    List<String> flags = List.of(FaultsTest.DURABLE.getFirst(), "--server.drain=3s");
    EngineServer engine = new PostgresqlServer(folder.resolve("database"));
    try (Cluster cluster = new Cluster(engine, folder, flags);
        Link balancer = new Link(() -> next(cluster).port(), cluster.nodes().size())) {
      Checker checker =
          new Checker(Reach.interrupted(_ -> balancer.port()), System.nanoTime(), "rolling");
      var restarts = new CompletableFuture<Void>();
      List<Recording> recordings =
          checker.run(
              A_ROUND.multipliedBy(ROUNDS),
              CATCH_UP_MAX,
              () -> Thread.ofPlatform().start(() -> restart(cluster, restarts)));
      restarts.join();
      for (Recording recording : recordings) {
        System.out.println("RollingRestartTest " + recording.summary());
        assertThat(recording.stories()).hasSize(Checker.SUBSCRIBERS_OF_A_CHANNEL);
        assertThat(recording.epochs()).hasSize(1);
        assertThat(Verdict.of(recording, Gaps.FORBIDDEN).problems()).isEmpty();
      }
    }
  }

  private ClusterNode next(Cluster cluster) {
    return cluster.nodes().get(turn.getAndIncrement() % cluster.nodes().size());
  }

  private static void restart(Cluster cluster, CompletableFuture<Void> done) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        for (ClusterNode node : cluster.nodes()) {
          node.server().askToLeave();
          assertThat(node.server().awaitExit()).isZero();
          node.start();
          cluster.awaitReady();
        }
      }
      done.complete(null);
    } catch (Throwable failure) {
      done.completeExceptionally(failure);
    }
  }
}
