package dev.belfry.server.inbox;

import dev.belfry.server.channel.ChannelName;
import java.util.Map;
import java.util.Set;

/// What a user's inbox is at one moment, as far as it takes to tell the user of what comes then.
///
/// @param feeds the shared feeds in the inbox, each with its state
/// @param hidden the categories that the user does not want in the inbox
/// @param rooms of these feeds and the user's own
public record Standing(
    InboxVersion version,
    InboxCounts counts,
    Map<ChannelName, FeedState> feeds,
    Set<String> hidden,
    Map<ChannelName, FeedRoom> rooms) {
  public Standing {
    feeds = Map.copyOf(feeds);
    rooms = Map.copyOf(rooms);
    hidden = Set.copyOf(hidden);
  }
}
