package dev.belfry.server.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.List;

/// To whom a notification goes.
public sealed interface Recipients {
  /// To some users, into the own feed of each.
  ///
  /// @param users at least one, at most [#MOST], none twice
  record Users(List<UserId> users) implements Recipients {
    public static final int MOST = 10_000;

    public Users {
      users = List.copyOf(users);
    }
  }

  /// To the users that follow a feed.
  record Followers(ChannelName feed) implements Recipients {}

  /// To all users whom the inbox knows: each that was notified or has looked before.
  record Everyone() implements Recipients {}
}
