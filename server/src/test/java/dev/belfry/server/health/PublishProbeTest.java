package dev.belfry.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ProbeChannel;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The probe against the real way of a message: logs, owners, hubs of two loops.
class PublishProbeTest {
  private final SimulatedLoops simulation = new SimulatedLoops(2, 1);
  private final HangingLogs logs = new HangingLogs(memory());
  private final PublishProbe probe =
      new PublishProbe(
          "memory",
          ProbeChannel.MEMORY,
          "node",
          simulation.loops().getFirst(),
          simulation.loops().stream().map(loop -> new Hub(loop, logs)).toList(),
          logs,
          simulation);

  private MemoryLogs memory() {
    ChannelPolicy.History history = new ChannelPolicy.History(10, 1 << 20, Duration.ofHours(1));
    ChannelPolicy open =
        new ChannelPolicy(
            false,
            history,
            ChannelPolicy.Access.ANYONE,
            ChannelPolicy.Access.ANYONE,
            true,
            ChannelPolicy.Presence.FALSE);
    return new MemoryLogs(
        simulation.loops(),
        new ChannelPolicies(List.of(), open),
        new MemoryBounds(64 << 20, 1000, Duration.ofHours(24), new ScheduleBounds(10, 1 << 20)),
        "e1",
        simulation,
        new SplittableRandom(1));
  }

  private void seconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      simulation.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void whatComesBackOnAllLoopsKeepsItGood() {
    probe.start();
    seconds(60);
    assertThat(probe.good()).isTrue();
    assertThat(probe.silentSeconds()).isLessThanOrEqualTo(PublishProbe.INTERVAL_TICKS);
    assertThat(probe.seconds().count()).isBetween(11L, 13L);
  }

  @Test
  void aStoreThatHangsMakesItBadAndOneThatWorksAgainGood() {
    probe.start();
    seconds(10);
    logs.hang = true;
    seconds(PublishProbe.BAD_TICKS + PublishProbe.INTERVAL_TICKS + 1);
    assertThat(probe.good()).isFalse();
    logs.hang = false;
    seconds(PublishProbe.INTERVAL_TICKS);
    assertThat(probe.good()).isTrue();
  }

  @Test
  void aStoreThatTakesItButTellsNobodyMakesItBad() {
    logs.deaf = true;
    probe.start();
    seconds(PublishProbe.BAD_TICKS + 2);
    assertThat(probe.good()).isFalse();
    logs.deaf = false;
    seconds(2 * PublishProbe.INTERVAL_TICKS);
    assertThat(probe.good()).as("it subscribes anew").isTrue();
  }

  @Test
  void aClockThatJumpsAndAMachineThatStoodStillChangeNothing() {
    probe.start();
    seconds(3);
    simulation.jump(Duration.ofHours(5));
    seconds(8);
    assertThat(probe.good()).isTrue();
    simulation.jump(Duration.ofHours(-9));
    seconds(8);
    assertThat(probe.good()).isTrue();
    simulation.elapse(Duration.ofMinutes(10)); // nobody ran meanwhile
    assertThat(probe.good()).isTrue();
    simulation.settle();
    assertThat(probe.good()).isTrue();
  }

  @Test
  void itCountsNowhereAndLeavesNextToNothing() {
    probe.start();
    seconds(120);
    for (Loop loop : simulation.loops()) {
      assertThat(loop.counters().copy().of(Counted.DELIVERIES)).isZero();
      assertThat(loop.counters().copy().of(Counted.SUBSCRIPTIONS)).isZero();
      assertThat(loop.counters().copy().of(Counted.PUBLISHES)).isZero();
    }
    assertThat(logs.real.known().count()).isZero();
    logs.real.known().forEach(name -> assertThat(name).isNull());
    assertThat(logs.real.bytes()).isLessThan(1_000);
  }

  /// Logs that answer nothing, or tell no listener, while they are told to.
  private static final class HangingLogs implements Logs {
    private final MemoryLogs real;
    private boolean hang;
    private boolean deaf;

    HangingLogs(MemoryLogs real) {
      this.real = real;
    }

    @Override
    public void append(
        ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
      if (!hang) {
        real.append(channel, draft, caller, then);
      }
    }

    @Override
    public void register(ChannelName channel, HeadListener listener) {
      if (!deaf) {
        real.register(channel, listener);
      }
    }

    @Override
    public void unregister(ChannelName channel, HeadListener listener) {
      real.unregister(channel, listener);
    }

    @Override
    public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
      real.find(channel, caller, then);
    }
  }
}
