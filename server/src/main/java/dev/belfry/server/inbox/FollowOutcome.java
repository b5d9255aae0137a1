package dev.belfry.server.inbox;

/// What came of following or unfollowing a feed.
public enum FollowOutcome {
  CHANGED,
  /// It was so before.
  SAME,
  /// The user follows [#FOLLOWS_MAX] feeds.
  TOO_MANY;

  /// The most feeds that one user may follow.
  public static final int FOLLOWS_MAX = 256;
}
