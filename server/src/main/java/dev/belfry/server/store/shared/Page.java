package dev.belfry.server.store.shared;

import dev.belfry.server.log.Message;
import java.util.List;

/// What a read of an engine yields, all of it at one moment.
///
/// @param messages in order of their offsets; where one is missing, there is a hole
/// @param through the offset that this reaches; at most the head
public record Page(ChannelState state, List<Message> messages, long through) {
  public Page {
    messages = List.copyOf(messages);
  }
}
