package dev.belfry.server.channel;

import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import java.time.Duration;
import java.util.List;

/// The policies of a server: the first rule whose pattern matches a channel's name holds.
public final class ChannelPolicies {
  /// What holds for a channel that no rule matches.
  public static final ChannelPolicy DEFAULT =
      new ChannelPolicy(
          new History(1000, 1 << 20, Duration.ofHours(1)), Access.ANYONE, Access.ANYONE, true);

  private final List<Rule> rules;

  public ChannelPolicies(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  public ChannelPolicy policyFor(ChannelName channel) {
    for (Rule rule : rules) {
      if (rule.pattern().matches(channel)) {
        return rule.policy();
      }
    }
    return DEFAULT;
  }

  /// One entry of the configuration.
  public record Rule(ChannelPattern pattern, ChannelPolicy policy) {}
}
