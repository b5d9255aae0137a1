package dev.belfry.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Users in their grace are bounded by what they cost, with what is told of them.
class LingeringTest {
  private static final ChannelName ROOM = new ChannelName("room");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final JsonText LARGE = new JsonText("\"" + "x".repeat(1_000) + "\"");

  private final SimulatedLoops loops = new SimulatedLoops(1, 1);
  private final PresenceShard shard =
      new PresenceShard(
          loops.loops().getFirst(),
          new ChannelPolicies(List.of(), policy()),
          new PresenceBounds(1_000, GRACE, 20_000),
          loops,
          null);

  private static ChannelPolicy policy() {
    History history = new History(0, 1024, Duration.ofMinutes(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.TRUE);
  }

  private int present() {
    AtomicInteger count = new AtomicInteger(-1);
    shard.read(ROOM, present -> count.set(present.count()));
    return count.get();
  }

  @Test
  void whoHasWaitedLongestLeavesWhereThoseWhoWaitCostTooMuch() {
    for (int i = 0; i < 100; i++) {
      shard.join(ROOM, "large" + i, LARGE);
      shard.leave(ROOM, "large" + i);
    }
    assertThat(present()).isBetween(7, 10);
    for (int i = 0; i < 100; i++) {
      shard.join(ROOM, "small" + i, null);
      shard.leave(ROOM, "small" + i);
    }
    assertThat(present()).isBetween(80, 100);
    loops.pass(GRACE);
    assertThat(shard.size()).isZero();
  }

  @Test
  void whoIsBackCountsNoMore() {
    for (int i = 0; i < 100; i++) {
      shard.join(ROOM, "ada", LARGE);
      shard.join(ROOM, "bob", LARGE);
      shard.leave(ROOM, "ada");
      shard.join(ROOM, "ada", LARGE);
      shard.leave(ROOM, "bob");
      shard.join(ROOM, "bob", LARGE);
      shard.leave(ROOM, "ada");
      shard.leave(ROOM, "bob");
    }
    assertThat(present()).isEqualTo(2);
  }
}
