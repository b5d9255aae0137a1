package dev.belfry.server.auth;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPattern;
import java.util.List;
import java.util.Set;

/// The channels that a grant or a scope is about.
///
/// @param all every channel there is, those whose names begin with `@` included
/// @param names exact names
/// @param patterns shapes of names; only one that begins with `@` matches such names
public record ChannelSet(boolean all, Set<ChannelName> names, List<ChannelPattern> patterns) {
  /// No channel.
  public static final ChannelSet NONE = of(Set.of(), List.of());

  /// Every channel.
  public static final ChannelSet ALL = new ChannelSet(true, Set.of(), List.of());

  public ChannelSet {
    names = Set.copyOf(names);
    patterns = List.copyOf(patterns);
  }

  public static ChannelSet of(Set<ChannelName> names, List<ChannelPattern> patterns) {
    return new ChannelSet(false, names, patterns);
  }

  public boolean contains(ChannelName channel) {
    return all
        || names.contains(channel)
        || patterns.stream().anyMatch(pattern -> pattern.matches(channel));
  }
}
