package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.SessionContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Clients that read nothing have used up what may wait: whoever reads gets on all the same.
class StalledOthersTest {
  private final SimulatedLoops loops = SimulatedServer.loops(1);
  private final SimulatedServer server = SimulatedServer.overAModel(loops, () -> false);
  private final SessionContext room = server.doors().getFirst().room();

  private int published;

  private void publish(int count) {
    loops.enter(server.doors().getFirst().loop());
    for (int i = 0; i < count; i++) {
      server.publish(
          Channels.LEDGER, "m." + published++, server.doors().getFirst().loop(), _ -> {});
    }
    loops.settle();
  }

  private FaultyOutlet listen(Since since) {
    loops.enter(server.doors().getFirst().loop());
    FaultyOutlet outlet = new FaultyOutlet(room.loop(), room.budget(), 100_000);
    var _ = SessionKind.STREAM.open(room, outlet, List.of(Channels.LEDGER), List.of(since));
    return outlet;
  }

  private String heard(FaultyOutlet outlet) {
    loops.enter(server.doors().getFirst().loop());
    return outlet.take(100_000);
  }

  @Test
  void aClientThatResumesCatchesUpAtOnceAndGoesOnLive() {
    publish(50);
    ByteBudget budget = room.budget();
    budget.add(10L << 20);
    assertThat(budget.exhausted()).isTrue();
    FaultyOutlet outlet = listen(new Since.Earliest());
    loops.pass(Duration.ofMillis(1));
    assertThat(heard(outlet)).contains(" m.0\n", " m.49\n");
    publish(1);
    assertThat(heard(outlet)).contains(" m.50\n");
  }

  @Test
  void aClientThatReadsIsServedLiveAndOneThatDoesNotIsCutOffBeyondTwiceTheBudget() {
    ByteBudget budget = room.budget();
    FaultyOutlet reads = listen(new Since.Now());
    FaultyOutlet stalls = new FaultyOutlet(room.loop(), budget, 10);
    loops.enter(server.doors().getFirst().loop());
    var _ =
        SessionKind.STREAM.open(
            room, stalls, List.of(Channels.LEDGER), List.<Since>of(new Since.Now()));
    loops.settle();
    while (stalls.readable()) {
      heard(stalls); // what it hears first
    }
    budget.add(10L << 20);
    publish(20);
    assertThat(heard(reads)).contains(" m.0\n", " m.19\n");
    heard(stalls);
    assertThat(stalls.closeHeard()).isNotNull();
  }
}
