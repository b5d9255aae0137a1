package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.FramedSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A frame of very many commands is taken in turns, so that other clients have theirs.
class LongFrameTest {
  private static final int COMMANDS = 2_000;

  private final SimulatedLoops loops = SimulatedServer.loops(1);
  private final SimulatedServer server = SimulatedServer.overAModel(loops, () -> false);
  private final Door door = server.doors().getFirst();

  @Test
  void theLoopIsFreeBetweenTheTurnsAndTheClientIsNotReadUntilAllIsAnswered() {
    loops.enter(door.loop());
    FaultyOutlet outlet = new FaultyOutlet(door.loop(), door.room().budget(), 1 << 20);
    FramedLines lines = new FramedLines(Fault.NONE, new HashSet<>());
    FramedSession session =
        new FramedSession(
            door.room(), door.framed(), outlet, lines, AnonymousIdentities.CLIENT, lines);
    session.open();
    String pings =
        IntStream.range(2, COMMANDS)
            .mapToObj(id -> "{\"id\":" + id + ",\"ping\":{}}")
            .collect(Collectors.joining("\n"));
    session.onText(("{\"id\":1,\"connect\":{}}\n" + pings).getBytes(StandardCharsets.UTF_8));
    assertThat(answers(outlet)).isBetween(100L, 500L);
    assertThat(outlet.reading).isFalse();
    loops.settle();
    assertThat(answers(outlet)).as("in the same moment").isZero();
    loops.pass(Duration.ofMillis(1));
    assertThat(answers(outlet)).isBetween(100L, 500L);
    long answered = 0;
    while (!outlet.reading) {
      loops.pass(Duration.ofMillis(1));
      answered += answers(outlet);
    }
    assertThat(answered).isBetween(COMMANDS - 1_000L, COMMANDS - 200L);
  }

  private long answers(FaultyOutlet outlet) {
    loops.enter(door.loop());
    return outlet.take(1 << 20).lines().count();
  }
}
