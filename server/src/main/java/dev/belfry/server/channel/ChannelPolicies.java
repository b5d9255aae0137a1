package dev.belfry.server.channel;

import java.util.List;

/// The policies of a server: the first rule whose pattern matches a channel's name holds.
public final class ChannelPolicies {
  private final List<Rule> rules;
  private final ChannelPolicy otherwise;

  /// @param otherwise what holds for a channel that no rule matches
  public ChannelPolicies(List<Rule> rules, ChannelPolicy otherwise) {
    this.rules = List.copyOf(rules);
    this.otherwise = otherwise;
  }

  public ChannelPolicy policyFor(ChannelName channel) {
    if (ProbeChannel.is(channel)) {
      return ProbeChannel.policyOf(channel);
    }
    int index = indexOfRule(channel);
    return index < 0 ? otherwise : rules.get(index).policy();
  }

  /// Which rule holds for a channel, counted from 0; -1 where none matches.
  public int indexOfRule(ChannelName channel) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).pattern().matches(channel)) {
        return i;
      }
    }
    return -1;
  }

  /// Whether any channel is kept on disk.
  public boolean anyDurable() {
    return otherwise.durable() || rules.stream().anyMatch(rule -> rule.policy().durable());
  }

  /// One entry of the configuration.
  public record Rule(ChannelPattern pattern, ChannelPolicy policy) {}
}
