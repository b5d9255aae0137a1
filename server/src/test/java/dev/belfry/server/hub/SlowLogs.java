package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Loop;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/// Logs on a disk that answers no read before it is told to.
final class SlowLogs implements Logs {
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
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs.append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new Listener(listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new Listener(listener));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    logs.find(channel, caller, then);
  }

  private final class SlowLog implements ChannelLog {
    private final ChannelLog log;

    SlowLog(ChannelLog log) {
      this.log = log;
    }

    @Override
    public String epoch() {
      return log.epoch();
    }

    @Override
    public long head() {
      return log.head();
    }

    @Override
    public boolean recorded() {
      return log.recorded();
    }

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
      reads.add(() -> log.read(after, through, bytesMax, loop, then));
      most = Math.max(most, reads.size());
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      log.locate(since, loop, then);
    }

    @Override
    public void progressed() {
      log.progressed();
    }
  }

  /// Hands the slow log to the listener. Two of one listener are equal.
  private final class Listener implements HeadListener {
    private final HeadListener listener;

    Listener(HeadListener listener) {
      this.listener = listener;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Listener same && same.listener.equals(listener);
    }

    @Override
    public int hashCode() {
      return listener.hashCode();
    }

    @Override
    public Loop loop() {
      return listener.loop();
    }

    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new SlowLog(log), head);
    }

    @Override
    public void renewed(ChannelLog renewedLog) {
      listener.renewed(new SlowLog(renewedLog));
    }

    @Override
    public void refused(Unavailable why) {
      listener.refused(why);
    }

    @Override
    public void advanced() {
      listener.advanced();
    }

    @Override
    public long delivered() {
      return listener.delivered();
    }

    @Override
    public void deliver() {
      listener.deliver();
    }
  }
}
