package dev.belfry.server.inbox;

import dev.belfry.server.channel.ChannelName;

/// A group of items of one feed.
///
/// @param count how many there are that the filter lets through, at most [InboxCounts#MOST]
/// @param unread how many of them are unread, at most as many
public record GroupCount(ChannelName feed, String group, int count, int unread) {}
