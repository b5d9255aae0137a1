package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.function.Consumer;

/// A deliberately broken store, to show that a checker finds what it is for: of several messages
/// that a loop reads live in one run, the first is skipped.
public record SkippingLogs(Logs logs) implements Logs {
  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs.append(channel, draft, caller, then);
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    logs.register(channel, new SkippingListener(listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    logs.unregister(channel, new SkippingListener(listener));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<ChannelLog> then) {
    logs.find(channel, caller, then);
  }

  private record SkippingListener(HeadListener listener) implements HeadListener {
    @Override
    public Loop loop() {
      return listener.loop();
    }

    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new SkippingLog(log), head);
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

  private record SkippingLog(ChannelLog log) implements ChannelLog {
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
    public Replay tail(long after, long through, int bytesMax) {
      Replay replay = log.tail(after, through, bytesMax);
      if (replay instanceof Replay.Batch(List<Message> run, long reached) && run.size() > 1) {
        return new Replay.Batch(run.subList(1, run.size()), reached);
      }
      return replay;
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      log.read(after, through, bytesMax, loop, then);
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Start> then) {
      log.locate(since, loop, then);
    }

    @Override
    public void progressed() {
      log.progressed();
    }
  }
}
