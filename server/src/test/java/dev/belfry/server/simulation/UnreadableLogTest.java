package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.SessionContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A store that can't be read now: whoever is behind reads on when it can be.
class UnreadableLogTest {
  private static final Duration LONGER_THAN_A_REST = Duration.ofMillis(300);

  private final SimulatedLoops loops = SimulatedServer.loops(1);
  private boolean unreadable = true;
  private final SimulatedServer server = SimulatedServer.overAModel(loops, () -> unreadable);

  @Test
  void oneChannelThatCanNotBeReadHoldsNoOtherUpAndLosesNothing() {
    for (int i = 0; i < 20; i++) {
      publish(Channels.DISK, "disk." + i);
      publish(Channels.LEDGER, "ledger." + i);
    }
    loops.pass(Duration.ofMillis(10));
    FaultyOutlet outlet = listen(List.of(Channels.DISK, Channels.LEDGER));
    loops.pass(LONGER_THAN_A_REST);
    String heard = outlet.take(10_000);
    assertThat(heard).contains("ledger.0\n", "ledger.19\n").doesNotContain("disk.", "gap");
    unreadable = false;
    loops.pass(LONGER_THAN_A_REST);
    heard = outlet.take(10_000);
    assertThat(heard).contains("disk.0\n", "disk.19\n").doesNotContain("ledger.", "gap");
  }

  private void publish(ChannelName channel, String text) {
    loops.enter(server.doors().getFirst().loop());
    server.publish(channel, text, server.doors().getFirst().loop(), _ -> {});
    loops.settle();
  }

  private FaultyOutlet listen(List<ChannelName> channels) {
    SessionContext room = server.doors().getFirst().room();
    loops.enter(server.doors().getFirst().loop());
    FaultyOutlet outlet = new FaultyOutlet(room.loop(), room.budget(), 100_000);
    List<Since> since = channels.stream().<Since>map(_ -> new Since.Earliest()).toList();
    var _ = SessionKind.STREAM.open(room, outlet, channels, since);
    return outlet;
  }
}
