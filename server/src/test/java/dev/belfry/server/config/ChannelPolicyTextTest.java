package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelPolicyTextTest {
  private static final String RULES =
      """
      history: { age: 2h }
      channels:
        - match: orders/*
          durable: true
          history: { count: 5000 }
        - match: chat
          history: { bytes: 64KiB }
          presence: count
        - { match: kept, durable: true }
      """;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void write() throws Exception {
    file = Files.writeString(folder.resolve("rules.yaml"), RULES);
  }

  private String policyOf(String channel) {
    var loaded = ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
    return ChannelPolicyText.render((ConfigOutcome.Loaded) loaded, new ChannelName(channel))
        .replace(file.toString(), "rules.yaml");
  }

  @Test
  void theRuleThatMatchesIsNamedAndEachValuesOrigin() {
    assertThat(policyOf("orders/1"))
        .isEqualTo(
            """
            # orders/1: the rule `orders/*`, channels[0] (rules.yaml:3)
            durable: true  # rules.yaml:4
            history:
              count: 5000  # rules.yaml:5
              bytes: 1GiB  # default of durable channels
              age: 7d  # default of durable channels
            publish: anyone  # default
            subscribe: anyone  # default
            echo: true  # default
            presence: false  # default
            """);
    assertThat(policyOf("chat"))
        .contains("`chat`, channels[1] (rules.yaml:6)")
        .contains("bytes: 64KiB  # rules.yaml:7", "presence: count  # rules.yaml:8");
    assertThat(policyOf("kept")).contains("count: unlimited  # default of durable channels");
  }

  @Test
  void whereNoRuleMatchesThatIsSaid() {
    assertThat(policyOf("orders"))
        .startsWith("# orders: no rule matches\ndurable: false  # default\n")
        .contains("bytes: 1MiB  # default, history.bytes");
  }

  @Test
  void whatIsTheServersOwnIsSaid() {
    assertThat(policyOf("@user/1")).contains("publish: backend  # the server's own");
  }
}
