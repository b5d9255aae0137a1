package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import java.util.Optional;

/// What a user's token or the application's answer allows.
///
/// @param history empty where the token does not name it: then as `subscribe`
/// @param presence empty where the token does not name it: then as `subscribe`
public record Grants(
    ChannelSet subscribe,
    ChannelSet publish,
    Optional<ChannelSet> history,
    Optional<ChannelSet> presence) {
  /// Grants that allow nothing.
  public static final Grants NONE = of(ChannelSet.NONE, ChannelSet.NONE);

  /// Grants in which history and presence follow subscribe.
  public static Grants of(ChannelSet subscribe, ChannelSet publish) {
    return new Grants(subscribe, publish, Optional.empty(), Optional.empty());
  }

  /// Whether the grants name the channel for this action. Nothing here is for backends' actions.
  boolean allow(Action action, ChannelName channel) {
    return switch (action) {
      case SUBSCRIBE -> subscribe.contains(channel);
      case HISTORY -> history.orElse(subscribe).contains(channel);
      case PRESENCE -> presence.orElse(subscribe).contains(channel);
      case PUBLISH, SCHEDULE, CANCEL -> publish.contains(channel);
      case NOTIFY, ADMIN -> false;
    };
  }
}
