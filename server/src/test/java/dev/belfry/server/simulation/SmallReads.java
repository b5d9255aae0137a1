package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingListener;
import dev.belfry.server.log.ForwardingLog;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A store whose logs yield a few messages at a time, so that a few messages make many batches, and
/// can't always be read.
///
/// @param bytesMax data in one read
/// @param late whether they answer in a later turn of the caller's loop, as a slow disk does
/// @param unreadable whether the next read of a durable channel fails
record SmallReads(Logs logs, int bytesMax, boolean late, BooleanSupplier unreadable)
    implements Logs {
  SmallReads(Logs logs, RandomGenerator random, BooleanSupplier unreadable) {
    this(logs, random.nextBoolean() ? 150 : 1_000, random.nextBoolean(), unreadable);
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs.append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new Listener(listener, this, channel));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new Listener(listener, this, channel));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    logs.find(
        channel,
        caller,
        found ->
            then.accept(
                found instanceof ChannelLog log ? new SmallLog(log, this, channel) : found));
  }

  private record Listener(HeadListener listener, SmallReads store, ChannelName channel)
      implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new SmallLog(log, store, channel), head);
    }

    @Override
    public void renewed(ChannelLog log) {
      listener.renewed(new SmallLog(log, store, channel));
    }
  }

  private record SmallLog(ChannelLog log, SmallReads store, ChannelName channel)
      implements ForwardingLog {
    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return log.tail(after, through, Math.min(bytesMax, store.bytesMax));
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      if (Channels.durable(channel) && store.unreadable.getAsBoolean()) {
        soon(loop, () -> then.accept(new Unavailable("it can't be read")));
      } else {
        int most = Math.min(bytesMax, store.bytesMax);
        soon(loop, () -> log.read(after, through, most, loop, then));
      }
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      soon(loop, () -> log.locate(since, loop, then));
    }

    private void soon(Loop loop, Runnable task) {
      if (store.late) {
        loop.execute(task);
      } else {
        task.run();
      }
    }
  }
}
