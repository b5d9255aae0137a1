package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigProblemTest {
  private static final String WRONG_FROM_TOP_TO_BOTTOM =
      """
      server: { host: 0.0.0.0, port: 80000 }
      origin: [https://app.example]
      limits:
        mesage: 128KiB
        ping: 25
        pong: { seconds: 1 }
      channels:
        - match: "orders/***"
          history: { count: 10000000000, agee: 7d }
        - echo: false
        - hello
      server: {}
      hosts: [ok.example, "a:b:c"]
      websocket: true
      """;

  @TempDir Path folder;

  @Test
  void everyProblemIsReportedAtOnceWithItsPlace() throws Exception {
    Path file = file(WRONG_FROM_TOP_TO_BOTTOM);
    var environment = Map.of("BELFRY_SERVER_LOOPS", "many", "BELFRY_SERVER_PROT", "1");
    var flags = Map.of("server.dev", "yes", "port", "9000");

    List<Problem> problems = problems(ConfigLoader.load(Optional.of(file), environment, flags));

    assertThat(problems)
        .extracting(
            problem -> problem.origin().text().replace(file + ":", "") + " " + problem.key())
        .containsExactly(
            "1 server.port",
            "2 origin",
            "4 limits.mesage",
            "5 limits.ping",
            "6 limits.pong",
            "8 channels[0].match",
            "9 channels[0].history.count",
            "9 channels[0].history.agee",
            "10 channels[1].match",
            "11 channels[2]",
            "12 server",
            "13 hosts",
            "14 websocket",
            "environment variable BELFRY_SERVER_LOOPS server.loops",
            "environment variable BELFRY_SERVER_PROT BELFRY_SERVER_PROT",
            "flag --port port",
            "flag --server.dev server.dev",
            "1 server.host");
  }

  @Test
  void theTextNamesPlaceKeyFaultAndWhatIsAllowed() {
    var environment = Map.of("BELFRY_SERVER_PORT", "http");
    var outcome = ConfigLoader.load(Optional.empty(), environment, Map.of("server.prt", "1"));
    assertThat(ConfigText.render(new ConfigOutcome.Invalid(problems(outcome))))
        .isEqualTo(
            """
            The configuration has 2 problems:
              environment variable BELFRY_SERVER_PORT: server.port can't be `http`. \
            Allowed: a whole number, from `0` to `65535`.
              flag --server.prt: server.prt is no known key. Allowed: `server.port` is the nearest.
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "port, server.port",
    "ping, limits.ping",
    "server.hst, server.host",
    "limits.outbox-with-history, limits.outbox-without-history",
    "channel, channels",
    "LIMITS.message, limits.message",
  })
  void anUnknownKeyIsAnsweredWithTheNearest(String key, String nearest) {
    assertThat(onlyProblem(key, "1").allowed()).isEqualTo("`" + nearest + "` is the nearest");
  }

  @ParameterizedTest
  @CsvSource({
    "server.host, ''",
    "server.host, 127.0.0.1:8000",
    "server.host, https://a.example",
    "server.host, 10.0.0.256",
    "server.host, -a",
    "server.host, a..b",
    "server.port, -1",
    "server.port, 65536",
    "server.port, 8000.0",
    "server.port, 99999999999",
    "server.transport, EPOLL",
    "server.open, yes",
    "server.loops, 1025",
    "server.drain, 15",
    "server.drain, -1s",
    "server.drain, PT-1S",
    "server.drain, 61m",
    "server.drain, P",
    "server.drain, 9999999999999999d",
    "limits.message, 64KB",
    "limits.message, 64 K i B",
    "limits.message, 1.5MiB",
    "limits.message, 1023",
    "limits.message, 17MiB",
    "limits.message, 9999999999999999TiB",
    "limits.outboxes, 0%",
    "limits.outboxes, 91%",
    "limits.outboxes, 12.5%",
    "limits.outboxes, 1KiB",
    "limits.outboxes, 25% up to",
    "limits.outboxes, 25% up to 25%",
    "limits.outboxes, 1MiB up to 2MiB",
    "limits.outboxes, 25% up to 1KiB",
    "limits.memory-logs, 2TiB",
    "store.tails, 4% up to 65GiB",
    "store.appends-waiting-bytes, 15MiB",
    "limits.channels-per-stream, 0",
    "origins, app.example",
    "origins, https://app.example/",
    "origins, https://app.example:65536",
    "origins, *",
    "hosts, 'ok.example,a b'",
    "channels, yes",
    "channels, '{match: a}'",
    "channels, '[{match: a, history: {age: 0s}}]'",
    "channels, '[{match: a, publish: users}]'",
    "channels, '[{match: [a]}]'",
    "channels, '[{match: ''''}]'",
    "channels, '[{match: a'",
    "channels, '[{match: a, history: {count: 1000001}}]'",
    "channels, '[{match: a, history: {bytes: 1025MiB}}]'",
    "channels, '[{match: a, durable: true, history: {count: 1000000001}}]'",
    "channels, '[{match: a, durable: true, history: {bytes: 2TiB}}]'",
  })
  void aBadValueIsRefused(String key, String value) {
    Problem problem = onlyProblem(key, value);
    assertThat(problem.key()).startsWith(key);
    assertThat(problem.origin().text()).isEqualTo("flag --" + key);
    assertThat(problem.allowed()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0", "::", "192.168.1.5", "belfry.example", "fe80::1", "128.0.0.1"})
  void aHostThatOthersReachIsRefusedWithTheReason(String host) {
    Problem problem = onlyProblem("server.host", host);
    assertThat(problem.wrong()).contains("no tokens are configured");
    assertThat(problem.allowed()).contains("server.open: true").contains("--open");
  }

  @Test
  void aFileThatWasNamedMustBeThere() {
    Path missing = folder.resolve("missing.yaml");
    Problem problem = onlyProblem(ConfigLoader.load(Optional.of(missing), Map.of(), Map.of()));
    assertThat(problem.origin().text()).isEqualTo(missing.toString());
    assertThat(problem.wrong()).isEqualTo("is not there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server: {port: 1|1|is not YAML",
        "'a: 1\n\tb: 2'|2|is not YAML",
        "'server:\n  port: 1\n  port: 2'|3|a second time",
        "'server: {port: 1}\nserver.port: 2'|2|a second time",
        "'origins: &o [null]\nhosts: *o'|2|an alias",
        "'server: {}\n---\nserver: {}'|3|a second document",
        "'? [a]\n'|1|a key that is not a word",
        "hello|1|holds no keys",
        "- 1|1|holds no keys",
        "'server:\n- 1'|2|is a list",
      })
  void aBrokenFileIsReportedWithItsLine(String text, int line, String wrong) throws Exception {
    Path file = file(text);
    Problem problem = onlyProblem(ConfigLoader.load(Optional.of(file), Map.of(), Map.of()));
    assertThat(problem.origin().text()).isEqualTo(file + ":" + line);
    assertThat(problem.wrong()).contains(wrong);
  }

  @Test
  void aFileMadeToHurtIsRefusedAndNothingElse() throws Exception {
    for (String text : List.of("[".repeat(100_000), "a: ".repeat(50_000), "{a: ".repeat(100_000))) {
      assertThat(problems(load(file(text)))).hasSize(1);
    }
    assertThat(onlyProblem(load(file("#".repeat(1 << 20) + "\n"))).wrong())
        .isEqualTo("is too large");
    Files.write(folder.resolve("belfry.yaml"), new byte[] {'a', (byte) 0xff});
    assertThat(onlyProblem(load(folder.resolve("belfry.yaml"))).allowed()).isEqualTo("UTF-8");
    assertThat(onlyProblem(load(file("a: \u0001"))).wrong()).startsWith("is not YAML");
  }

  @Test
  void anEmbeddingProgramIsToldEveryProblemByOneException() {
    assertThatThrownBy(() -> ServerConfig.of(Map.of("server.port", "x", "server.loops", "y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("server.port")
        .hasMessageContaining("server.loops");
  }

  private static ConfigOutcome load(Path file) {
    return ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
  }

  private static Problem onlyProblem(String key, String value) {
    return onlyProblem(ConfigLoader.load(Optional.empty(), Map.of(), Map.of(key, value)));
  }

  private static Problem onlyProblem(ConfigOutcome outcome) {
    assertThat(problems(outcome)).hasSize(1);
    return problems(outcome).getFirst();
  }

  private static List<Problem> problems(ConfigOutcome outcome) {
    return switch (outcome) {
      case ConfigOutcome.Loaded(ServerConfig config, Origins _) ->
          throw new AssertionError("no problem in " + config);
      case ConfigOutcome.Invalid(List<Problem> problems) -> problems;
    };
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("belfry.yaml"), text);
  }
}
