package dev.belfry.server.store.inbox;

import dev.belfry.server.channel.ChannelName;

/// How many places of a feed are kept, the newest ones.
final class Windows {
  /// The feed that all users have.
  static final ChannelName EVERYONE = new ChannelName("@everyone");

  /// The number of that feed in each database.
  static final long EVERYONE_NUMBER = 1;

  /// Of a user's own feed.
  static final long OWN = 1_000;

  private static final long OF_EVERYONE = 10_000;
  private static final long OF_OTHERS = 1_000;

  private Windows() {}

  /// Of a shared feed.
  static long of(long feed) {
    return feed == EVERYONE_NUMBER ? OF_EVERYONE : OF_OTHERS;
  }
}
