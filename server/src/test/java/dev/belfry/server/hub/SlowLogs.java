package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.ForwardingListener;
import dev.belfry.server.log.ForwardingLog;
import dev.belfry.server.log.ForwardingLogs;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Logs on a disk that answers no read before it is told to.
final class SlowLogs implements ForwardingLogs {
  private final Logs logs;
  private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
  private int most;

  SlowLogs(Logs logs) {
    this.logs = logs;
  }

  /// How many reads are under way.
  int asked() {
    return reads.size();
  }

  /// How many there were at most.
  int askedMost() {
    return most;
  }

  /// Answers them, and those that follow.
  void answerAll() {
    while (!reads.isEmpty()) {
      reads.remove().run();
    }
  }

  @Override
  public Logs logs() {
    return logs;
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new Listener(this, listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new Listener(this, listener));
  }

  private record SlowLog(SlowLogs slow, ChannelLog log) implements ForwardingLog {
    @Override
    public boolean onDisk() {
      return true;
    }

    /// For live subscribers only: nothing that is asked for later is in memory.
    @Override
    public Replay tail(long after, long through, int bytesMax) {
      return new Replay.Gap(null, through);
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      slow.reads.add(() -> log.read(after, through, bytesMax, loop, then));
      slow.most = Math.max(slow.most, slow.reads.size());
    }
  }

  /// Hands the slow log to the listener. Two of one listener are equal.
  private record Listener(SlowLogs slow, HeadListener listener) implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new SlowLog(slow, log), head);
    }

    @Override
    public void renewed(ChannelLog log) {
      listener.renewed(new SlowLog(slow, log));
    }
  }
}
