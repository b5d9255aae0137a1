package dev.belfry.server.hub;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import java.util.List;

/// One way of putting messages on the wire. Subscribers with the same format get the same bytes.
public interface WireFormat {
  /// Encodes a run of messages of one channel, in order, as one piece for the socket. The caller
  /// releases it.
  ///
  /// @param run at least one message
  Frame encode(ChannelName channel, String epoch, List<Message> run);

  /// Whether several subscribers share this object, so that it pays to look for their group.
  default boolean shared() {
    return true;
  }
}
