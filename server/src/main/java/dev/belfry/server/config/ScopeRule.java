package dev.belfry.server.config;

import dev.belfry.server.channel.ChannelPattern;
import java.util.Arrays;
import java.util.Optional;

/// One scope of an API key, written `publish` for every channel or `publish=orders:*` for some.
///
/// @param channels empty for every channel
public record ScopeRule(KeyScope scope, Optional<ChannelPattern> channels) {
  /// How it is written.
  public static final String FORM =
      "`publish`, `subscribe`, `notify`, `read` or `admin`, alone for every channel, or with the "
          + "channels it is for as in `publish=orders:*`";

  /// Reads one; empty where it is none.
  public static Optional<ScopeRule> parse(String text) {
    int equals = text.indexOf('=');
    String word = equals < 0 ? text : text.substring(0, equals);
    Optional<KeyScope> scope =
        Arrays.stream(KeyScope.values()).filter(one -> Kind.print(one).equals(word)).findFirst();
    if (equals < 0) {
      return scope.map(one -> new ScopeRule(one, Optional.empty()));
    }
    Optional<ChannelPattern> pattern = ChannelPattern.parse(text.substring(equals + 1));
    return scope.flatMap(one -> pattern.map(channels -> new ScopeRule(one, Optional.of(channels))));
  }

  @Override
  public String toString() {
    return Kind.print(scope) + channels.map(pattern -> "=" + pattern).orElse("");
  }
}
