package dev.belfry.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.auth.admission.AnonymousIdentities;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.ByteBudget;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.session.FramedSession;
import dev.belfry.server.session.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What subscriptions and presence cost is counted from the subscribe to the end.
class SubscriptionBudgetTest {
  private static final List<ChannelName> ROOM = List.of(new ChannelName("room"));
  private static final List<Since> NOW = List.of(new Since.Now());

  private final SimulatedLoops loops = SimulatedServer.loops(1);
  private final Truth truth = new Truth();
  private final SimulatedServer server =
      new SimulatedServer(
          loops,
          new ChannelPolicies(List.of(), policy()),
          "run1",
          new ModelStore(loops, truth),
          truth,
          Fault.NONE,
          () -> false);
  private final Door door = server.doors().getFirst();
  private final ByteBudget budget = door.room().hub().subscriptions();

  private static ChannelPolicy policy() {
    History history = new History(10, 1 << 20, Duration.ofHours(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.TRUE);
  }

  private FaultyOutlet outlet() {
    loops.enter(door.loop());
    return new FaultyOutlet(door.loop(), door.room().budget(), 1 << 20);
  }

  private Session open(SessionKind kind, FaultyOutlet outlet) {
    Session session = kind.open(door.room(), outlet, ROOM, NOW);
    loops.settle();
    return session;
  }

  private FramedSession framed(FaultyOutlet outlet) {
    FramedLines lines = new FramedLines(Fault.NONE, new HashSet<>());
    FramedSession session =
        new FramedSession(
            door.room(), door.framed(), outlet, lines, AnonymousIdentities.CLIENT, lines);
    session.open();
    say(session, "{\"id\":1,\"connect\":{\"user\":\"ada\",\"info\":{\"a\":1}}}");
    return session;
  }

  private void say(FramedSession session, String line) {
    loops.enter(door.loop());
    session.onText(line.getBytes(StandardCharsets.UTF_8));
    loops.settle();
  }

  private void end(Session session) {
    loops.enter(door.loop());
    session.end(CloseCode.ABNORMAL);
    loops.settle();
  }

  @Test
  void theFirstSubscriptionOfAChannelCostsMoreThanTheNextAndAllIsGivenBack() {
    Session first = open(SessionKind.STREAM, outlet());
    long one = budget.bytes();
    Session second = open(SessionKind.RAW, outlet());
    long two = budget.bytes();
    assertThat(one).isBetween(700L, 900L);
    assertThat(two - one).isBetween(150L, 200L);
    end(first);
    end(second);
    assertThat(budget.bytes()).isZero();
    assertThat(door.room().shares().clients()).isZero();
  }

  @Test
  void aMemberThatWatchesIsCountedUntilItUnsubscribesOrEnds() {
    FramedSession session = framed(outlet());
    String subscribe = "\"subscribe\":{\"channel\":\"room\",\"presence\":true}";
    say(session, "{\"id\":2," + subscribe + "}");
    long present = budget.bytes();
    assertThat(present).isBetween(1_800L, 2_500L);
    say(session, "{\"id\":3,\"unsubscribe\":{\"channel\":\"room\"}}");
    assertThat(budget.bytes()).isLessThan(100);
    say(session, "{\"id\":4," + subscribe + "}");
    assertThat(budget.bytes()).isEqualTo(present);
    end(session);
    assertThat(budget.bytes()).isZero();
    assertThat(door.room().shares().clients()).isZero();
  }
}
