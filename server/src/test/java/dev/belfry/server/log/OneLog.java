package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Logs that have one log, whatever its name, and are only read.
record OneLog(ChannelLog log) implements Logs {
  static final ChannelName NAME = new ChannelName("one");

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    then.accept(log);
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    throw new UnsupportedOperationException();
  }
}
