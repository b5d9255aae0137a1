package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The keys below `auth`, and that what is secret stays so.
final class AuthConfigTest {
  private static final String SECRET = "correct horse battery staple, and more";

  @TempDir Path folder;

  @Test
  void identityOpensTheServerToOthersAndClosesItsChannels() throws Exception {
    ServerConfig config =
        loaded("server: { host: 0.0.0.0 }\nauth: { keys: belfry-keys.yaml }").config();
    var chat = ChannelName.parse("chat").orElseThrow();
    assertThat(config.auth().configured()).isTrue();
    assertThat(config.channelPolicies().policyFor(chat).publish()).isEqualTo(Access.TOKEN);
    assertThat(config.channelPolicies().policyFor(chat).subscribe()).isEqualTo(Access.TOKEN);
  }

  @Test
  void withoutIdentityChannelsAreOpen() {
    var chat = ChannelName.parse("chat").orElseThrow();
    var policy = ServerConfig.defaults().channelPolicies().policyFor(chat);
    assertThat(policy.publish()).isEqualTo(Access.ANYONE);
    assertThat(policy.subscribe()).isEqualTo(Access.ANYONE);
  }

  @Test
  void everyKindOfKeyIsRead() throws Exception {
    Auth auth =
        loaded(
                """
                auth:
                  issuer: https://id.example
                  audience: belfry
                  tokens:
                    - { algorithm: HS256, secret: "%s" }
                    - { algorithm: EdDSA, key: shop.pem, kid: shop }
                    - { jwks: "https://id.example/jwks.json", algorithms: [RS256, ES256] }
                  callback: { url: "http://127.0.0.1:5000/auth", secret: "%s", forward: Cookie }
                """
                    .formatted(SECRET, SECRET))
            .config()
            .auth();
    assertThat(auth.tokens()).hasSize(3);
    assertThat(auth.tokens().getFirst().secret().orElseThrow().bytes())
        .isEqualTo(SECRET.getBytes(StandardCharsets.UTF_8));
    assertThat(auth.tokens().getLast().algorithms())
        .containsExactly(TokenAlgorithm.RS256, TokenAlgorithm.ES256);
    assertThat(auth.callback().forward()).containsExactly("Cookie");
  }

  @Test
  void aSecretIsNeverShown() throws Exception {
    ConfigOutcome.Loaded loaded = loaded("auth: { tokens: [{ secret: \"" + SECRET + "\" }] }");
    assertThat(ConfigText.render(loaded)).contains("secret: \"***\"").doesNotContain(SECRET);
    assertThat(loaded.toString()).doesNotContain(SECRET);
  }

  @Test
  void aSecretThatIsWrongIsNotRepeated() throws Exception {
    String tooShort = "hunter2";
    List<ConfigOutcome> outcomes =
        List.of(
            fromFile("auth: { tokens: [{ secret: " + tooShort + " }] }"),
            fromFile("auth: { callback: { secret: " + tooShort + " } }"),
            ConfigLoader.load(Optional.empty(), Map.of("BELFRY_AUTH_TOKENS", tooShort), Map.of()));
    for (ConfigOutcome outcome : outcomes) {
      assertThat(ConfigText.render((ConfigOutcome.Invalid) outcome)).doesNotContain(tooShort);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                       | auth.tokens[0]
          { secret: "S", key: a.pem }                              | auth.tokens[0]
          { secret: "S", algorithm: RS256 }                        | auth.tokens[0].algorithm
          { secret: "S", algorithms: [RS256] }                     | auth.tokens[0]
          { key: a.pem }                                           | auth.tokens[0].algorithm
          { key: a.pem, algorithm: HS256 }                         | auth.tokens[0].algorithm
          { key: a.pem, algorithm: none }                          | auth.tokens[0].algorithm
          { jwks: "https://a.example/" }                           | auth.tokens[0].algorithms
          { jwks: "https://a.example/", algorithms: [HS256] }      | auth.tokens[0].algorithms
          { jwks: "http://a.example/", algorithms: [RS256] }       | auth.tokens[0].jwks
          { jwks: "https://u@a.example/", algorithms: [RS256] }    | auth.tokens[0].jwks
          { jwks: "https://a.example/", algorithms: [RS256], kid: a } | auth.tokens[0]
          """)
  void rulesThatContradictThemselvesAreRefused(String rule, String key) throws Exception {
    String issuer = "issuer: i, audience: a";
    String yaml = "auth: { tokens: [%s], %s }".formatted(rule.replace("\"S\"", quoted()), issuer);
    assertThat(problems(fromFile(yaml))).extracting(Problem::key).containsExactly(key);
  }

  @Test
  void keysByUrlNeedIssuerAndAudience() throws Exception {
    String yaml = "auth:\n  tokens:\n    - { jwks: \"https://a.example/\", algorithms: [RS256] }";
    List<Problem> problems = problems(fromFile(yaml));
    assertThat(problems).extracting(Problem::key).containsExactly("auth.issuer", "auth.audience");
    assertThat(problems.getFirst().origin().text()).endsWith("belfry.yaml:3");
  }

  @Test
  void aCallbackWithoutASecretIsRefused() throws Exception {
    String yaml = "auth: { callback: { url: \"http://127.0.0.1/\" } }";
    assertThat(problems(fromFile(yaml)))
        .extracting(Problem::key)
        .containsExactly("auth.callback.secret");
  }

  @ParameterizedTest
  @CsvSource({"Host", "content-length", "Belfry-Signature", "a b", "'x:'"})
  void headersOfTheConnectionAreNotForwarded(String name) throws Exception {
    assertThat(problems(fromFile("auth: { callback: { forward: [Cookie, \"" + name + "\"] } }")))
        .extracting(Problem::key)
        .containsExactly("auth.callback.forward");
  }

  private static String quoted() {
    return '"' + SECRET + '"';
  }

  private static List<Problem> problems(ConfigOutcome outcome) {
    return ((ConfigOutcome.Invalid) outcome).problems();
  }

  private ConfigOutcome.Loaded loaded(String yaml) throws Exception {
    return switch (fromFile(yaml)) {
      case ConfigOutcome.Loaded loaded -> loaded;
      case ConfigOutcome.Invalid invalid -> throw new AssertionError(ConfigText.render(invalid));
    };
  }

  private ConfigOutcome fromFile(String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("belfry.yaml"), yaml);
    return ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
  }
}
