package dev.belfry.server.inbox;

/// How many more entries a feed takes until the oldest of some kind falls out of its window. Where
/// there is none of a kind, until the next one that comes would.
///
/// @param unread those that count as unread for a user
/// @param unseen those that count as unseen
/// @param grouped those that the user has and that are of a group
public record FeedRoom(long unread, long unseen, long grouped) {
  /// Of a feed of which nothing is known.
  static final FeedRoom NONE = new FeedRoom(0, 0, 0);
}
