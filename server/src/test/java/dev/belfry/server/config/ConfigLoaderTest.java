package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
  @TempDir Path folder;

  @Test
  void theDefaultsServeThisMachineOnly() {
    ServerConfig config = ServerConfig.defaults();
    assertThat(config.server().host().text()).isEqualTo("127.0.0.1");
    assertThat(config.server().port()).isEqualTo(8000);
    assertThat(config.server().drain()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.limits().message()).isEqualTo(new DataSize(65_536));
    assertThat(config.origins()).isEmpty();
    assertThat(config.channels()).isEmpty();
  }

  @Test
  void eachSourceIsStrongerThanTheOneBefore() throws Exception {
    Path file = file("server: { port: 1001, loops: 1, drain: 1s }");
    var environment = Map.of("BELFRY_SERVER_LOOPS", "2", "BELFRY_SERVER_DRAIN", "2s");
    var flags = Map.of("server.drain", "3s");

    var loaded = loaded(ConfigLoader.load(Optional.of(file), environment, flags));

    var server = loaded.config().server();
    assertThat(server.transport()).isEqualTo(Transport.AUTO);
    assertThat(server.port()).isEqualTo(1001);
    assertThat(server.loops()).isEqualTo(2);
    assertThat(server.drain()).isEqualTo(Duration.ofSeconds(3));
    assertThat(loaded.origins().of("server.transport").text()).isEqualTo("default");
    assertThat(loaded.origins().of("server.port").text()).isEqualTo(file + ":1");
    assertThat(loaded.origins().of("server.loops").text())
        .isEqualTo("environment variable BELFRY_SERVER_LOOPS");
    assertThat(loaded.origins().of("server.drain").text()).isEqualTo("flag --server.drain");
  }

  @Test
  void everyKeyHasAnEnvironmentVariableOfItsOwn() {
    var leaves = SettingTree.of(ServerConfig.class).leaves().values();
    assertThat(leaves).extracting(SettingTree.Leaf::environmentName).doesNotHaveDuplicates();
    assertThat(leaves)
        .extracting(SettingTree.Leaf::environmentName)
        .contains("BELFRY_SERVER_PORT", "BELFRY_LIMITS_OUTBOX_WITHOUT_HISTORY", "BELFRY_CHANNELS");
  }

  @Test
  void listsInTheEnvironmentAreSeparatedByCommas() {
    var config = fromEnvironment("BELFRY_ORIGINS", "https://a.example, HTTPS://B.example:443,null");
    assertThat(config.origins())
        .extracting(WebOrigin::text)
        .containsExactly("https://a.example", "https://b.example", "null");
  }

  @Test
  void channelsInTheEnvironmentAreYamlOrJson() {
    var json = fromEnvironment("BELFRY_CHANNELS", "[{\"match\": \"a*\", \"echo\": false}]");
    var yaml = fromEnvironment("BELFRY_CHANNELS", "- match: a*\n  echo: false\n");
    assertThat(json.channels()).hasSize(1).isEqualTo(yaml.channels());
    assertThat(json.channels().getFirst().echo()).isFalse();
    assertThat(fromEnvironment("BELFRY_CHANNELS", "").channels()).isEmpty();
  }

  @Test
  void variablesOfTheLauncherOfKubernetesAndOfOthersArePassedOver() {
    var environment =
        Map.of(
            "PATH", "/bin",
            "BELFRY_JAVA_OPTS", "-Xmx1g",
            "BELFRY_HEAP", "1g",
            "BELFRY_URL", "http://localhost:8000",
            "BELFRY_TOKEN", "a.b.c",
            "BELFRY_SERVICE_HOST", "10.0.0.1",
            "BELFRY_PORT", "tcp://10.0.0.1:8000",
            "BELFRY_PORT_8000_TCP_ADDR", "10.0.0.1");
    loaded(ConfigLoader.load(Optional.empty(), environment, Map.of()));
  }

  @Test
  void anEmptyVariableIsAsIfItWereNotSet() throws Exception {
    Path file = file("{ server: { port: 1001 }, origins: [null], channels: [{ match: a }] }");
    var environment =
        Map.of(
            "BELFRY_SERVER_PORT", "",
            "BELFRY_ORIGINS", "",
            "BELFRY_CHANNELS", "",
            "BELFRY_NO_SUCH_KEY", "");
    var config = loaded(ConfigLoader.load(Optional.of(file), environment, Map.of())).config();
    assertThat(config.server().port()).isEqualTo(1001);
    assertThat(config.origins()).hasSize(1);
    assertThat(config.channels()).hasSize(1);
    var nothing = loaded(ConfigLoader.load(Optional.empty(), environment, Map.of()));
    assertThat(nothing.config()).isEqualTo(ServerConfig.defaults());
  }

  @Test
  void aFileMayBeEmptyOrLeaveValuesOut() throws Exception {
    assertThat(fromFile("")).isEqualTo(ServerConfig.defaults());
    assertThat(fromFile("# nothing but this\n")).isEqualTo(ServerConfig.defaults());
    assertThat(fromFile("server:\norigins:\nlimits: { ping: ~ }\n"))
        .isEqualTo(ServerConfig.defaults());
  }

  @Test
  void keysMayBeWrittenWithDots() throws Exception {
    assertThat(fromFile("server.port: 9000").server().port()).isEqualTo(9000);
    assertThat(fromFile("limits:\n  message: 1 MiB\n").limits().message().bytes())
        .isEqualTo(1 << 20);
  }

  @Test
  void theFirstRuleThatMatchesAChannelHoldsAndTheRestIsTheDefault() throws Exception {
    var config =
        fromFile(
            """
            history: { count: 7, age: 2h }
            channels:
              - match: "orders/**"
                history: { count: 10000 }
                publish: backend
              - match: "**"
                echo: false
            """);
    ChannelPolicy orders = policy(config, "orders/1");
    assertThat(orders.publish()).isEqualTo(Access.BACKEND);
    assertThat(orders.subscribe()).isEqualTo(Access.ANYONE);
    assertThat(orders.history())
        .isEqualTo(new ChannelPolicy.History(10_000, 1 << 20, Duration.ofHours(2)));
    assertThat(policy(config, "chat").echo()).isFalse();
    assertThat(policy(config, "@everyone").echo()).isTrue();
    assertThat(policy(config, "@everyone").history().count()).isEqualTo(7);
  }

  @Test
  void aDurableChannelIsBoundedByAgeAndSizeAndCountedOnlyWhereItsRuleSaysSo() throws Exception {
    var config =
        fromFile(
            """
            history: { count: 7, age: 2h, bytes: 2MiB }
            channels:
              - { match: "orders:**", durable: true }
              - { match: "clicks", durable: true, history: { count: 20000000, bytes: 1TiB } }
            """);
    assertThat(policy(config, "orders:42").history())
        .isEqualTo(
            new ChannelPolicy.History(
                ChannelPolicy.History.ANY_COUNT, 1L << 30, Duration.ofDays(7)));
    assertThat(policy(config, "clicks").history())
        .isEqualTo(new ChannelPolicy.History(20_000_000, 1L << 40, Duration.ofDays(7)));
  }

  @Test
  void anEmbeddingProgramSetsKeysByName() {
    assertThat(ServerConfig.of(Map.of("server.port", "0")).server().port()).isZero();
  }

  @Test
  void aHostThatOthersReachMustBeWanted() {
    var open = Map.of("server.host", "0.0.0.0", "server.open", "true");
    assertThat(ServerConfig.of(open).server().host().loopback()).isFalse();
    for (String loopback : new String[] {"127.8.9.1", "::1", "localhost", "LOCALHOST"}) {
      assertThat(ServerConfig.of(Map.of("server.host", loopback)).server().host().loopback())
          .isTrue();
    }
  }

  private ServerConfig fromFile(String text) throws Exception {
    return loaded(ConfigLoader.load(Optional.of(file(text)), Map.of(), Map.of())).config();
  }

  private static ServerConfig fromEnvironment(String variable, String value) {
    return loaded(ConfigLoader.load(Optional.empty(), Map.of(variable, value), Map.of())).config();
  }

  private static ConfigOutcome.Loaded loaded(ConfigOutcome outcome) {
    return switch (outcome) {
      case ConfigOutcome.Loaded loaded -> loaded;
      case ConfigOutcome.Invalid invalid -> throw new AssertionError(ConfigText.render(invalid));
    };
  }

  private static ChannelPolicy policy(ServerConfig config, String channel) {
    return config.channelPolicies().policyFor(ChannelName.parse(channel).orElseThrow());
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("belfry.yaml"), text, StandardCharsets.UTF_8);
  }
}
