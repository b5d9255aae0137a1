package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.ForwardingListener;
import dev.belfry.server.log.ForwardingLog;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Loop;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// A store with a fault.
record FaultyLogs(Fault fault, Logs logs) implements ForwardingLogs {
  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs.append(
        channel,
        fault.draft(draft),
        caller,
        outcome -> {
          for (int i = 0; i < fault.answers(); i++) {
            then.accept(outcome);
          }
        });
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new FaultyListener(fault, listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new FaultyListener(fault, listener));
  }

  /// Two of these are the same where they stand for the same listener.
  private record FaultyListener(Fault fault, HeadListener listener) implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      var faulty = new FaultyLog(fault, log, new HashSet<>());
      listener.registered(faulty, fault.registeredHead(head));
    }

    @Override
    public void renewed(ChannelLog log) {
      listener.renewed(new FaultyLog(fault, log, new HashSet<>()));
    }
  }

  /// @param repeated where the next read begins one message too early
  private record FaultyLog(Fault fault, ChannelLog log, Set<Long> repeated)
      implements ForwardingLog {
    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return fault.tail(log.tail(after, through, bytesMax), after);
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      long from = repeated.remove(after) ? after - 1 : after;
      log.read(
          from, through, bytesMax, loop, replay -> then.accept(fault.read(replay, from, through)));
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      log.locate(
          since,
          loop,
          located -> then.accept(located instanceof Start start ? begin(start) : located));
    }

    private Start begin(Start start) {
      if (fault.repeatsWhere(start)) {
        repeated.add(start.cursor());
      }
      return fault.start(start);
    }
  }
}
