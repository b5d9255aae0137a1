package dev.belfry.server.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.LogsContract;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MemoryLogsTest extends LogsContract {
  private static final long LOGS_BYTES_MAX = 3 * 600_000;

  @Override
  protected Logs create(List<? extends Loop> loops, ChannelPolicies policies, Clock clock) {
    MemoryBounds bounds = new MemoryBounds(LOGS_BYTES_MAX, 300, Duration.ofHours(24));
    return new MemoryLogs(loops, policies, bounds, "e1", clock, new SplittableRandom(1));
  }

  private MemoryLogs memory() {
    return (MemoryLogs) logs;
  }

  @Test
  void theOldestMessagesGoBeyondTheCount() {
    for (int i = 0; i < 1_500; i++) {
      append(NEWS, text("m" + i));
    }
    ChannelLog log = find(NEWS);
    ChannelLog.Start earliest = locate(log, new Since.Earliest());
    assertThat(texts(log, earliest.cursor())).hasSize(1_000).startsWith("m500").endsWith("m1499");
    ChannelLog.Start late = locate(log, new Since.After(new Position(log.epoch(), 100)));
    assertThat(late.gap()).isNotNull();
    assertThat(late.gap().missed()).isEqualTo(400);
    assertThat(late.cursor()).isEqualTo(earliest.cursor());
  }

  /// What lies past the head that a loop has delivered comes to its subscribers live.
  @Test
  void aGapLeadsNoFurtherThanTheReaderAskedToRead() {
    long first = ((AppendOutcome.Appended) append(NEWS, text("first"))).position().offset();
    for (int i = 0; i < 1_500; i++) {
      append(NEWS, text("m" + i));
    }
    List<Replay> replays = new ArrayList<>();
    find(NEWS).read(first, first + 10, 1 << 20, caller, replays::add);
    simulation.settle();
    assertThat(replays).containsExactly(new Replay.Gap(10L, first + 10));
  }

  @Test
  void theOldestMessagesGoBeyondTheAge() {
    memory().start();
    append(NEWS, text("old"));
    simulation.pass(Duration.ofMinutes(59));
    append(NEWS, text("young"));
    simulation.pass(Duration.ofMinutes(2));
    ChannelLog log = find(NEWS);
    assertThat(texts(log, locate(log, new Since.Earliest()).cursor())).containsExactly("young");
  }

  @Test
  void aFaultWhileTrimmingIsNotTheEndOfTrimming() {
    memory().start();
    FaultyListener faulty = new FaultyListener(caller);
    logs.register(NEWS, faulty);
    append(NEWS, text("old"));
    faulty.broken = true;
    simulation.pass(Duration.ofHours(2));
    faulty.broken = false;
    simulation.pass(Duration.ofSeconds(1));
    ChannelLog log = find(NEWS);
    assertThat(locate(log, new Since.Earliest()).cursor()).isEqualTo(log.head());
    assertThat(memory().bytes()).isZero();
  }

  /// Has read all there is, but can't say so while it is broken.
  private static final class FaultyListener implements HeadListener {
    private final Loop loop;
    private boolean broken;

    FaultyListener(Loop loop) {
      this.loop = loop;
    }

    @Override
    public Loop loop() {
      return loop;
    }

    @Override
    public void registered(ChannelLog log, long head) {}

    @Override
    public void renewed(ChannelLog renewedLog) {}

    @Override
    public void refused(Unavailable why) {}

    @Override
    public void advanced() {}

    @Override
    public long delivered() {
      if (broken) {
        throw new IllegalStateException("a fault of a listener");
      }
      return Long.MAX_VALUE;
    }

    @Override
    public void deliver() {}
  }

  @Test
  void theLeastRecentlyPublishedLogIsDroppedWhenAllTogetherAreTooLarge() {
    String large = "x".repeat(50_000);
    append(NEWS, text(large));
    long head = find(NEWS).head();
    for (int i = 0; i < 200; i++) {
      append(new ChannelName("c" + i), text(large));
    }
    assertThat(memory().bytes()).isLessThanOrEqualTo(LOGS_BYTES_MAX);
    ChannelLog.Start resumed = locate(find(NEWS), new Since.After(new Position("e1", head - 1)));
    assertThat(resumed.gap()).isNotNull();
    assertThat(resumed.gap().missed()).isNull();
  }

  @Test
  void aPositionIsNeverUsedTwiceThoughALogWasDropped() {
    memory().start();
    AppendOutcome.Appended before = (AppendOutcome.Appended) append(NEWS, text("before"));
    simulation.pass(Duration.ofHours(3));
    assertThat(memory().channels()).isZero();
    AppendOutcome.Appended after = (AppendOutcome.Appended) append(NEWS, text("after"));
    assertThat(after.position().offset()).isGreaterThan(before.position().offset());
  }

  @Test
  void aMillionNamesPublishedToKeepWithinTheBytes() {
    for (int i = 0; i < 1_000_000; i++) {
      logs.append(new ChannelName("c" + i), text("hello"), caller, outcome -> {});
      simulation.settle();
    }
    assertThat(memory().bytes()).isLessThanOrEqualTo(LOGS_BYTES_MAX);
    assertThat(memory().channels()).isLessThan(4_000);
  }

  @Test
  void listeningAloneKeepsNothingOnceItEnds() {
    for (int i = 0; i < 1_000; i++) {
      ChannelName channel = new ChannelName("c" + i);
      CountingListener listener = new CountingListener(caller);
      logs.register(channel, listener);
      simulation.settle();
      logs.unregister(channel, listener);
      simulation.settle();
    }
    assertThat(memory().channels()).isZero();
    assertThat(memory().bytes()).isZero();
  }

  @Test
  void onlySoManyIdempotencyKeysAreRemembered() {
    for (int i = 0; i < 1_000; i++) {
      append(NEWS, keyed("m", "key-" + i, null, Long.MAX_VALUE));
    }
    assertThat(append(NEWS, keyed("m", "key-0", null, Long.MAX_VALUE)))
        .isInstanceOf(AppendOutcome.Appended.class);
    assertThat(append(NEWS, keyed("m", "key-999", null, Long.MAX_VALUE)))
        .isInstanceOf(AppendOutcome.Duplicate.class);
  }

  @Test
  void anIdempotencyKeyIsForgottenAfterADay() {
    append(NEWS, keyed("m", "key", null, Long.MAX_VALUE));
    simulation.pass(Duration.ofHours(23));
    assertThat(append(NEWS, keyed("m", "key", null, Long.MAX_VALUE)))
        .isInstanceOf(AppendOutcome.Duplicate.class);
    simulation.pass(Duration.ofHours(2));
    assertThat(append(NEWS, keyed("m", "key", null, Long.MAX_VALUE)))
        .isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void manyReplacementsOfOneKeyStaySmall() {
    for (int i = 0; i < 100_000; i++) {
      append(NEWS, keyed("state " + i, null, "k", Long.MAX_VALUE));
    }
    ChannelLog log = find(NEWS);
    assertThat(texts(log, 0)).containsExactly("state 99999");
    assertThat(memory().bytes()).isLessThan(2_000);
  }
}
