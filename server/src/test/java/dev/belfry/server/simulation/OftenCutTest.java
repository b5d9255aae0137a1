package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.Session;
import dev.belfry.server.session.SessionContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A client of two channels that is far behind in both, and is cut each time that it has read a
/// little.
class OftenCutTest {
  private static final List<ChannelName> CHANNELS = List.of(Channels.LEDGER, Channels.CHAT);

  private final SimulatedLoops loops = SimulatedServer.loops(1);
  private final SimulatedServer server = SimulatedServer.overAModel(loops, () -> false);
  private final Map<ChannelName, Since> reached = new HashMap<>();
  private int published;

  @Test
  void noChannelWaitsUntilAnotherHasCaughtUp() {
    for (int i = 0; i < 200; i++) {
      CHANNELS.forEach(this::publish);
    }
    CHANNELS.forEach(channel -> reached.put(channel, new Since.Earliest()));
    for (int i = 0; i < 20; i++) {
      connectAndReadALittle();
    }
    assertThat(reached.values()).allMatch(Since.After.class::isInstance);
    assertThat(offsetIn(Channels.LEDGER)).isBetween(1L, 199L);
    assertThat(offsetIn(Channels.CHAT)).isBetween(1L, 199L);
  }

  private long offsetIn(ChannelName channel) {
    return ((Since.After) reached.get(channel)).position().offset();
  }

  private void publish(ChannelName channel) {
    loops.enter(server.doors().getFirst().loop());
    String text = "message." + published++ + "x".repeat(40);
    server.publish(channel, text, server.doors().getFirst().loop(), _ -> {});
    loops.settle();
  }

  private void connectAndReadALittle() {
    SessionContext room = server.doors().getFirst().room();
    loops.enter(server.doors().getFirst().loop());
    FaultyOutlet outlet = new FaultyOutlet(room.loop(), room.budget(), 100);
    List<Since> since = CHANNELS.stream().map(reached::get).toList();
    Session session = SessionKind.STREAM.open(room, outlet, CHANNELS, since);
    loops.pass(Duration.ofMillis(10));
    for (String line : outlet.take(400).split("\n")) {
      String[] words = line.split(" ");
      if (words.length == 4) {
        Position position = Position.parse(words[2]).orElseThrow();
        reached.put(new ChannelName(words[1]), new Since.After(position));
      }
    }
    outlet.cut();
    loops.enter(server.doors().getFirst().loop());
    session.end(1006);
    loops.pass(Duration.ofMillis(10));
  }
}
