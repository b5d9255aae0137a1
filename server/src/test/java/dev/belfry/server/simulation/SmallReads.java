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
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// A store whose logs yield a few messages at a time, so that a few messages make many batches.
///
/// @param bytesMax data in one read
/// @param late whether they answer in a later turn of the caller's loop, as a slow disk does
record SmallReads(Logs logs, int bytesMax, boolean late) implements Logs {
  SmallReads(Logs logs, RandomGenerator random) {
    this(logs, random.nextBoolean() ? 150 : 1_000, random.nextBoolean());
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs.append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new Listener(listener, bytesMax, late));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new Listener(listener, bytesMax, late));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    logs.find(
        channel,
        caller,
        found ->
            then.accept(
                found instanceof ChannelLog log ? new SmallLog(log, bytesMax, late) : found));
  }

  private record Listener(HeadListener listener, int bytesMax, boolean late)
      implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new SmallLog(log, bytesMax, late), head);
    }
  }

  private record SmallLog(ChannelLog log, int most, boolean late) implements ForwardingLog {
    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return log.tail(after, through, Math.min(bytesMax, most));
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      soon(loop, () -> log.read(after, through, Math.min(bytesMax, most), loop, then));
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      soon(loop, () -> log.locate(since, loop, then));
    }

    private void soon(Loop loop, Runnable task) {
      if (late) {
        loop.execute(task);
      } else {
        task.run();
      }
    }
  }
}
