package dev.belfry.server.store.memory;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.store.KnownInAll;
import dev.belfry.server.store.MessageIds;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The memory logs of a server, and what is scheduled for them: finds a channel's owner and asks
/// it, on its loop.
public final class MemoryLogs implements Logs, Schedule {
  private final List<MemoryShard> shards;
  private final KnownChannels known;

  /// @param epoch of all logs here, new with every start
  /// @param random for message ids, and for those that nobody may guess: one that any thread may
  ///   use, and secure but in tests
  public MemoryLogs(
      List<? extends Loop> loops,
      ChannelPolicies policies,
      MemoryBounds bounds,
      String epoch,
      Clock clock,
      RandomGenerator random) {
    AtomicLong floor = new AtomicLong();
    MemoryBounds share = bounds.shareOf(loops.size());
    this.shards =
        loops.stream()
            .map(loop -> {
              MessageIds ids = MessageIds.of(random, clock);
              return new MemoryShard(loop, policies, share, epoch, floor, clock, ids);
            })
            .toList();
    this.known =
        new KnownInAll(
            shards.stream().map(MemoryShard::known).toList(), channel -> ownerOf(channel).known());
  }

  @Override
  public KnownChannels known() {
    return known;
  }

  /// Begins trimming by age; each owner looks after its own logs until the loops end.
  public void start() {
    shards.forEach(MemoryShard::start);
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    MemoryShard shard = ownerOf(channel);
    if (!shard.loop().inLoop()) {
      shard
          .loop()
          .execute(
              () -> shard.append(channel, draft, answer -> caller.run(() -> then.accept(answer))));
    } else if (caller.inLoop()) {
      shard.append(channel, draft, then);
    } else {
      shard.append(channel, draft, answer -> caller.execute(() -> then.accept(answer)));
    }
  }

  @Override
  public void schedule(Entry entry, Loop caller, Consumer<Outcome> then) {
    MemoryShard shard = ownerOf(entry.channel());
    shard
        .loop()
        .run(() -> {
          Outcome outcome = shard.schedule(entry);
          caller.run(() -> then.accept(outcome));
        });
  }

  @Override
  public void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then) {
    cancel(id, guard, 0, caller, then);
  }

  /// The id does not tell who owns the message, so each is asked in turn.
  private void cancel(
      Ulid id, CancelGuard guard, int index, Loop caller, Consumer<Cancellation> then) {
    if (index == shards.size()) {
      caller.run(() -> then.accept(Cancellation.UNKNOWN));
      return;
    }
    MemoryShard shard = shards.get(index);
    shard
        .loop()
        .run(() -> {
          Cancellation outcome = shard.cancel(id, guard);
          if (outcome == Cancellation.UNKNOWN) {
            cancel(id, guard, index + 1, caller, then);
          } else {
            caller.run(() -> then.accept(outcome));
          }
        });
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    MemoryShard shard = ownerOf(channel);
    shard.loop().run(() -> shard.register(channel, listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    MemoryShard shard = ownerOf(channel);
    shard.loop().run(() -> shard.unregister(channel, listener));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    MemoryShard shard = ownerOf(channel);
    shard
        .loop()
        .run(() -> {
          Found log = shard.find(channel);
          caller.run(() -> then.accept(log));
        });
  }

  /// What all logs are counted with, in bytes. Exact only while nobody appends.
  public long bytes() {
    return shards.stream().mapToLong(MemoryShard::bytes).sum();
  }

  /// How many channels are known. Exact only while nobody appends.
  public int channels() {
    return shards.stream().mapToInt(MemoryShard::size).sum();
  }

  private MemoryShard ownerOf(ChannelName channel) {
    int hash = channel.hashCode();
    return shards.get(Math.floorMod(hash ^ (hash >>> 16), shards.size()));
  }
}
