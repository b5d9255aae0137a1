package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// A store of logs: the one who appends to channels, and tells of it. Every answer comes through
/// the caller's loop, perhaps before the call returns.
public interface Logs {
  /// Appends a message; `then` is called once, on `caller`, when it is kept or not.
  void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then);

  /// Registers a listener; its `registered` is called on its loop.
  void register(ChannelName channel, HeadListener listener);

  /// Takes a listener back; calls of `advanced` that are under way may still arrive.
  void unregister(ChannelName channel, HeadListener listener);

  /// Finds a channel's log for a reader without a listener. Finding allocates no log; what is found
  /// may be empty.
  void find(ChannelName channel, Loop caller, Consumer<ChannelLog> then);

  /// Whether an append would be kept now, as far as is known. Any thread may ask.
  default boolean ready() {
    return true;
  }
}
