package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// A store whose logs answer in a later turn of the caller's loop, as one on disk does.
public record LateLogs(Logs logs) implements Logs {
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
    logs.find(
        channel,
        caller,
        found -> then.accept(found instanceof ChannelLog log ? new LateLog(log) : found));
  }

  private record Listener(HeadListener listener) implements ForwardingListener {
    @Override
    public void registered(ChannelLog log, long head) {
      listener.registered(new LateLog(log), head);
    }
  }

  private record LateLog(ChannelLog log) implements ForwardingLog {
    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      loop.execute(() -> log.read(after, through, bytesMax, loop, then));
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      loop.execute(() -> log.locate(since, loop, then));
    }
  }
}
