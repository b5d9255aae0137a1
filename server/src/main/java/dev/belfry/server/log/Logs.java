package dev.belfry.server.log;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.Loop;
import java.util.function.Consumer;

/// A store of logs: the one who appends to channels, and tells of it. Every answer comes through
/// the caller's loop, perhaps before the call returns.
///
/// Every call is answered, also while the store is broken: then with `Unavailable`, and nothing is
/// left behind that waits for it to work again. So what waits in a store is bounded, however many
/// ask. A listener that is registered stays so: it hears of what is appended once that is possible
/// again, and misses nothing.
public interface Logs {
  /// Appends a message; `then` is called once, on `caller`, when it is kept or not.
  void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then);

  /// Registers a listener; its `registered` is called on its loop, or its `refused`.
  void register(ChannelName channel, HeadListener listener);

  /// Takes a listener back; calls of `advanced` that are under way may still arrive.
  void unregister(ChannelName channel, HeadListener listener);

  /// Finds a channel's log for a reader without a listener. Finding allocates no log; what is found
  /// may be empty.
  void find(ChannelName channel, Loop caller, Consumer<Found> then);

  /// What came of looking for a log.
  sealed interface Found permits ChannelLog, Unavailable {}

  /// The channels that are known here now. Any thread.
  default KnownChannels known() {
    return KnownChannels.NONE;
  }

  /// Whether an append would be kept now. True rests on something that was kept within the last
  /// second; where nothing was, a store on disk writes something of its own to find out. One whose
  /// disk hangs gives no answer until it does. `then` is called once, on `caller`.
  default void ready(Loop caller, Consumer<Boolean> then) {
    then.accept(true);
  }
}
