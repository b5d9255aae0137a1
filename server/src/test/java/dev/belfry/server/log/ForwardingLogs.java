package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// Logs that pass everything on; a test overrides what it changes.
public interface ForwardingLogs extends Logs {
  Logs logs();

  @Override
  default void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    logs().append(channel, draft, caller, then);
  }

  @Override
  default void register(ChannelName channel, HeadListener listener) {
    logs().register(channel, listener);
  }

  @Override
  default void unregister(ChannelName channel, HeadListener listener) {
    logs().unregister(channel, listener);
  }

  @Override
  default void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    logs().find(channel, caller, then);
  }

  @Override
  default void ready(Loop caller, Consumer<Boolean> then) {
    logs().ready(caller, then);
  }
}
