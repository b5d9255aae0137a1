package dev.belfry.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every principal, with every action, on every channel, under every rule, against an oracle.
final class PermissionsTest {
  private static final List<String> RULES = List.of("open", "anyone", "token", "backend");
  private static final List<String> CHANNELS =
      List.of(
          "news",
          "news:1",
          "orders:42",
          "chat",
          "@user/42",
          "@user/43",
          "@everyone",
          "@news",
          "@actions");
  private static final List<String> SETS =
      List.of("", "news", "news:*", "orders:42,@user/42", "@user/43", "@*", "*");

  @Test
  void everyDoorAnswersAsTheOracleDoes() {
    int asked = 0;
    Set<String> answers = new HashSet<>();
    for (String rule : RULES) {
      Permissions permissions = permissions(rule);
      for (String who : principals()) {
        Principal principal = TestPrincipals.principal(who);
        for (String channel : CHANNELS) {
          for (Action action : Action.values()) {
            String word = action.name().toLowerCase(Locale.ROOT);
            boolean expected = new PermissionOracle(rule, who).may(word, channel);
            ChannelName name = ChannelName.parse(channel).orElseThrow();
            assertThat(permissions.may(principal, action, name))
                .as("%s, %s, %s, %s", rule, who, word, channel)
                .isEqualTo(expected);
            answers.add(word + expected);
            asked++;
          }
        }
      }
    }
    assertThat(asked).isGreaterThan(20_000);
    assertThat(answers).hasSize(2 * Action.values().length);
  }

  private static List<String> principals() {
    List<String> all = new ArrayList<>(List.of("nobody", "program", "user 42", "key shop"));
    for (String first : SETS) {
      for (String action : List.of("subscribe", "publish", "history", "presence")) {
        all.add("user 42 " + action + "=" + first);
      }
      for (String second : SETS) {
        all.add("user 42 subscribe=" + first + " history=" + second + " publish=" + second);
        all.add("user 42 subscribe=" + first + " presence=" + second);
      }
    }
    for (String set : List.of("", "ALL", "news:*", "@*", "*")) {
      for (String scope : List.of("subscribe", "publish", "read", "notify", "admin")) {
        all.add("key shop " + scope + "=" + set);
      }
    }
    return all;
  }

  private static Permissions permissions(String rule) {
    Access access =
        rule.equals("open") ? Access.ANYONE : Access.valueOf(rule.toUpperCase(Locale.ROOT));
    var history = new ChannelPolicy.History(1, 1_000, Duration.ofHours(1));
    var policy =
        new ChannelPolicy(false, history, access, access, true, ChannelPolicy.Presence.TRUE);
    return new Permissions(new ChannelPolicies(List.of(), policy), !rule.equals("open"));
  }

  private static ChannelName channel(String name) {
    return ChannelName.parse(name).orElseThrow();
  }

  @Test
  void nobodyIsAskedWhoTheyAreAndSomebodyIsRefused() {
    Permissions permissions = permissions("token");
    Principal user = TestPrincipals.principal("user 42");
    assertThat(permissions.verdict(Principals.ANONYMOUS, Action.SUBSCRIBE, channel("chat")))
        .isEqualTo(Verdict.UNAUTHORIZED);
    assertThat(permissions.verdict(user, Action.SUBSCRIBE, channel("chat")))
        .isEqualTo(Verdict.FORBIDDEN);
    assertThat(
            permissions("open").verdict(Principals.ANONYMOUS, Action.PUBLISH, channel("@everyone")))
        .isEqualTo(Verdict.FORBIDDEN);
  }

  @Test
  void aNameWithAStarInItGrantsNothingElse() {
    assertThat(ChannelName.parse("orders:*")).isEmpty();
  }

  @Test
  void anIdAloneCancelsNothing() {
    Permissions permissions = permissions("token");
    Principal mine = TestPrincipals.principal("user 42 publish=chat");
    Principal other = TestPrincipals.principal("user 43 publish=chat");
    Principal shop = TestPrincipals.principal("key shop publish=chat");
    assertThat(permissions.cancel(mine, channel("chat"), mine.author()).allowed()).isTrue();
    assertThat(permissions.cancel(other, channel("chat"), mine.author()).allowed()).isFalse();
    assertThat(permissions.cancel(shop, channel("chat"), mine.author()).allowed()).isTrue();
    assertThat(permissions.cancel(shop, channel("news"), mine.author()).allowed()).isFalse();
    assertThat(permissions.cancel(mine, channel("news"), mine.author()).allowed()).isFalse();
    assertThat(permissions.cancel(Principals.ANONYMOUS, channel("chat"), mine.author()))
        .isEqualTo(Verdict.UNAUTHORIZED);
    assertThat(permissions.cancel(Principals.PROGRAM, channel("chat"), mine.author()).allowed())
        .isTrue();
  }

  @Test
  void theServerAsAWholeIsForUnboundedScopes() {
    Permissions permissions = permissions("token");
    assertThat(permissions.verdict(TestPrincipals.principal("key a admin=ALL"), Action.ADMIN))
        .isEqualTo(Verdict.ALLOWED);
    assertThat(permissions.verdict(TestPrincipals.principal("key a admin=*"), Action.ADMIN))
        .isEqualTo(Verdict.FORBIDDEN);
    assertThat(permissions.verdict(TestPrincipals.principal("user 42"), Action.ADMIN))
        .isEqualTo(Verdict.FORBIDDEN);
    assertThat(permissions.verdict(Principals.ANONYMOUS, Action.ADMIN))
        .isEqualTo(Verdict.UNAUTHORIZED);
    assertThat(permissions("open").verdict(Principals.ANONYMOUS, Action.ADMIN))
        .isEqualTo(Verdict.ALLOWED);
  }

  @Test
  void aPathOfTheProgramIsOpenedByWhoeverIsKnown() {
    ChannelName path = ChannelName.ofPath("/game");
    Principal user = TestPrincipals.principal("user 42");
    assertThat(permissions("token").may(user, Action.SUBSCRIBE, path)).isTrue();
    assertThat(permissions("token").may(user, Action.PUBLISH, path)).isFalse();
    assertThat(permissions("token").verdict(Principals.ANONYMOUS, Action.SUBSCRIBE, path))
        .isEqualTo(Verdict.UNAUTHORIZED);
    assertThat(permissions("open").may(Principals.ANONYMOUS, Action.SUBSCRIBE, path)).isTrue();
    assertThat(permissions("token").may(Principals.PROGRAM, Action.PUBLISH, path)).isTrue();
  }
}
