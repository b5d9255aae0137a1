package dev.belfry.server.store.shared;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import java.util.List;

/// What an engine says unasked, from any thread. A signal may come late, twice, or not at all.
public interface Signals {
  /// Something was appended to a channel, by any node.
  ///
  /// @param state of the channel after that
  /// @param messages those appended, where the signal carries them; else empty
  void appended(ChannelName channel, ChannelState state, List<Message> messages);

  /// Signals of all channels may have been lost: their states have to be read.
  void doubtful();
}
