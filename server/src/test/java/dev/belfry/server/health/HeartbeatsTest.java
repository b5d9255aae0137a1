package dev.belfry.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.LogLines;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.ThreadLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Loops that hang, and those that do not.
class HeartbeatsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void aBlockedLoopIsFoundWithWhereItIsAndRecovers() {
    CountDownLatch release = new CountDownLatch(1);
    try (ThreadLoop good = new ThreadLoop("good");
        ThreadLoop blocked = new ThreadLoop("blocked");
        Heartbeats heartbeats = new Heartbeats(List.of(good, blocked), Duration.ofMillis(100));
        LogLines lines = LogLines.of(Heartbeats.class)) {
      heartbeats.start();
      assertThat(heartbeats.live()).isTrue();
      blocked.schedule(Duration.ofMillis(300), () -> awaitQuietly(release));
      await().atMost(LONG).until(() -> !heartbeats.live());
      assertThat(heartbeats.silentLooks()).isGreaterThanOrEqualTo(Heartbeats.HANGS_LOOKS);
      assertThat(lines.all()).anyMatch(line -> line.contains("event loop 1 hangs"));
      assertThat(lines.all()).anyMatch(line -> line.contains("awaitQuietly"));
      release.countDown();
      await().atMost(LONG).until(heartbeats::live);
    }
  }

  private static void awaitQuietly(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whereTheWholeMachineStoodStillNoLoopHangs() {
    SimulatedLoops simulation = new SimulatedLoops(1, 1);
    Heartbeats heartbeats = new Heartbeats(simulation.loops());
    simulation.elapse(Duration.ofHours(1)); // nobody beat, and nobody looked
    heartbeats.look();
    assertThat(heartbeats.live()).isTrue();
    for (int i = 1; i < Heartbeats.HANGS_LOOKS; i++) {
      heartbeats.look();
    }
    assertThat(heartbeats.live()).isFalse();
  }
}
