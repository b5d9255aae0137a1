package dev.belfry.server.store.memory;

import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.log.ScheduleContract;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.store.ScheduleBounds;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// The contract in memory, where each loop has a share of the bounds.
class MemoryScheduleTest extends ScheduleContract {
  @Override
  protected MemoryLogs create(SimulatedLoops loops, ScheduleBounds each) {
    int shares = loops.loops().size();
    ScheduleBounds all = new ScheduleBounds(each.messagesMax() * shares, each.bytesMax() * shares);
    History history = new History(10_000, 1 << 22, Duration.ofHours(1));
    ChannelPolicy policy =
        new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.FALSE);
    MemoryLogs logs =
        new MemoryLogs(
            loops.loops(),
            new ChannelPolicies(List.of(), policy),
            new MemoryBounds(1 << 26, 1_000, Duration.ofHours(24), all),
            "e1",
            loops,
            new SplittableRandom(1));
    logs.start();
    return logs;
  }
}
