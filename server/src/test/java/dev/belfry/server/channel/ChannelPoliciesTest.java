package dev.belfry.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelPolicies.Rule;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChannelPoliciesTest {
  private static final ChannelPolicy FIRST = policy(1);
  private static final ChannelPolicy SECOND = policy(2);
  private static final ChannelPolicy OTHERWISE = policy(3);

  private final ChannelPolicies policies =
      new ChannelPolicies(List.of(rule("orders:*", FIRST), rule("*", SECOND)), OTHERWISE);

  @Test
  void theFirstRuleThatMatchesHolds() {
    assertThat(policies.policyFor(name("orders:42"))).isEqualTo(FIRST);
    assertThat(policies.policyFor(name("chat"))).isEqualTo(SECOND);
  }

  @Test
  void whatNoRuleMatchesHasThePolicyForTheRest() {
    assertThat(policies.policyFor(name("chat/7"))).isEqualTo(OTHERWISE);
    assertThat(policies.policyFor(name("@everyone"))).isEqualTo(OTHERWISE);
  }

  private static ChannelName name(String text) {
    return ChannelName.parse(text).orElseThrow();
  }

  private static Rule rule(String pattern, ChannelPolicy policy) {
    return new Rule(ChannelPattern.parse(pattern).orElseThrow(), policy);
  }

  private static ChannelPolicy policy(int count) {
    var history = new History(count, 1024, Duration.ofMinutes(1));
    return new ChannelPolicy(false, history, Access.ANYONE, Access.ANYONE, true, Presence.FALSE);
  }
}
