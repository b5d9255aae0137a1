package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.KeyScope;
import java.util.EnumMap;
import java.util.Map;

/// What an API key allows: each of its scopes for some channels.
public record Scopes(Map<KeyScope, ChannelSet> channels) {
  public Scopes {
    channels = Map.copyOf(channels);
  }

  /// Every scope for every channel.
  static Scopes all() {
    Map<KeyScope, ChannelSet> every = new EnumMap<>(KeyScope.class);
    for (KeyScope scope : KeyScope.values()) {
      every.put(scope, ChannelSet.ALL);
    }
    return new Scopes(every);
  }

  /// One that subscribes may also read what it could have received: history and presence are in
  /// `subscribe`, and alone in `read`.
  boolean allow(Action action, ChannelName channel) {
    return switch (action) {
      case SUBSCRIBE -> of(KeyScope.SUBSCRIBE).contains(channel);
      case HISTORY, PRESENCE ->
          of(KeyScope.READ).contains(channel) || of(KeyScope.SUBSCRIBE).contains(channel);
      case PUBLISH, SCHEDULE, CANCEL -> of(KeyScope.PUBLISH).contains(channel);
      case NOTIFY -> of(KeyScope.NOTIFY).contains(channel);
      case ADMIN -> of(KeyScope.ADMIN).contains(channel);
    };
  }

  /// Whether the scope of this action is for every channel.
  boolean allowEverywhere(Action action) {
    return switch (action) {
      case SUBSCRIBE -> of(KeyScope.SUBSCRIBE).all();
      case HISTORY, PRESENCE -> of(KeyScope.READ).all() || of(KeyScope.SUBSCRIBE).all();
      case PUBLISH, SCHEDULE, CANCEL -> of(KeyScope.PUBLISH).all();
      case NOTIFY -> of(KeyScope.NOTIFY).all();
      case ADMIN -> of(KeyScope.ADMIN).all();
    };
  }

  /// Whether all that narrower scopes name, by exact names, is in these.
  public boolean cover(Scopes narrower) {
    return narrower.channels().entrySet().stream()
        .allMatch(
            entry -> entry.getValue().names().stream().allMatch(of(entry.getKey())::contains));
  }

  private ChannelSet of(KeyScope scope) {
    return channels.getOrDefault(scope, ChannelSet.NONE);
  }
}
