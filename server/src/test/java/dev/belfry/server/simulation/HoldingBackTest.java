package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.SessionContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoldingBackTest {
  /// The owner knows of the loop, and holds back for its sake, before the loop knows of the head.
  @Test
  void aPublishThatMeetsTheFirstSubscriberIsAnswered() {
    for (long seed = 1; seed <= 50; seed++) {
      SimulatedLoops loops = SimulatedServer.loops(seed);
      var server = SimulatedServer.overAModel(loops, () -> false);
      List<Object> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        publish(server, loops, "before." + i, answers);
      }
      loops.settle();
      SessionContext room = server.doors().getLast().room();
      loops.enter((SimulatedLoop) room.loop());
      var outlet = new FaultyOutlet(room.loop(), room.budget(), 1_000);
      var _ =
          SessionKind.RAW.open(
              room, outlet, List.of(Channels.LEDGER), List.<Since>of(new Since.Now()));
      publish(server, loops, "then", answers);
      loops.settle();
      assertThat(answers).as("seed " + seed).hasSize(301);
    }
  }

  private static void publish(
      SimulatedServer server, SimulatedLoops loops, String text, List<Object> answers) {
    SimulatedLoop loop = server.doors().getLast().loop();
    loops.enter(loop);
    server.publish(Channels.LEDGER, text, loop, answers::add);
  }
}
