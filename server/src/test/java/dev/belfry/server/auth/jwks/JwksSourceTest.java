package dev.belfry.server.auth.jwks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.auth.ManualClock;
import dev.belfry.server.auth.NotBefore;
import dev.belfry.server.auth.token.KeySource.Renewal;
import dev.belfry.server.auth.token.TestSigner;
import dev.belfry.server.auth.token.TokenOutcome;
import dev.belfry.server.auth.token.TokenRules;
import dev.belfry.server.auth.token.TokenVerifier;
import dev.belfry.server.config.TokenAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The keys of an issuer whose answers are given by hand, on a clock that is moved by hand.
final class JwksSourceTest {
  private static final TestSigner FIRST = TestSigner.of(TokenAlgorithm.ES256);
  private static final TestSigner SECOND = TestSigner.of(TokenAlgorithm.EDDSA);
  private static final String BOTH = set(FIRST.jwk("k1", ""), SECOND.jwk("k2", ""));
  private static final String ONLY_FIRST = set(FIRST.jwk("k1", ""));

  private final ManualClock clock = new ManualClock();
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<TokenOutcome> outcomes = new ArrayList<>();
  private Fetched answer = new Fetched.Failed("is not there");
  private int fetches;

  private final JwksSource source =
      new JwksSource(
          "id.example",
          () -> {
            fetches++;
            return answer;
          },
          EnumSet.of(TokenAlgorithm.ES256, TokenAlgorithm.EDDSA),
          clock,
          tasks::add);

  private final TokenVerifier verifier =
      new TokenVerifier(
          new TokenRules(Optional.of("id"), Optional.of("belfry"), Duration.ZERO),
          List.of(source),
          new NotBefore(new byte[] {1}),
          clock);

  private static String set(String... jwks) {
    return "{\"keys\":[" + String.join(",", jwks) + "]}";
  }

  private void publishes(String set) {
    answer = new Fetched.Body(set.getBytes(StandardCharsets.UTF_8));
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private void tick(Duration after) {
    clock.advance(after);
    source.tick();
    runTasks();
  }

  private String token(TestSigner signer, String kid) {
    long exp = clock.wallMillis() / 1_000 + 1_000_000;
    return signer.token(
        Optional.of(kid), "{\"sub\":\"42\",\"iss\":\"id\",\"aud\":\"belfry\",\"exp\":" + exp + "}");
  }

  private TokenOutcome verify(TestSigner signer, String kid) {
    verifier.verify(token(signer, kid), outcomes::add);
    runTasks();
    return outcomes.getLast();
  }

  private void admitted(TestSigner signer, String kid) {
    assertThat(verify(signer, kid)).isInstanceOf(TokenOutcome.Valid.class);
  }

  private void refused(TestSigner signer, String kid) {
    assertThat(verify(signer, kid)).isInstanceOf(TokenOutcome.Refused.class);
  }

  @Test
  void theFirstTokenWaitsForTheKeys() {
    publishes(BOTH);
    verifier.verify(token(FIRST, "k1"), outcomes::add);
    verifier.verify(token(SECOND, "k2"), outcomes::add);
    assertThat(outcomes).isEmpty();
    runTasks();
    assertThat(outcomes).hasSize(2).allMatch(TokenOutcome.Valid.class::isInstance);
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void aNewKeyIsFoundWhenATokenNamesIt() {
    publishes(ONLY_FIRST);
    tick(Duration.ZERO);
    publishes(BOTH);
    clock.advance(JwksSource.PAUSE);
    admitted(SECOND, "k2");
    assertThat(fetches).isEqualTo(2);
  }

  @Test
  void aFloodOfUnknownKeysAsksSeldom() {
    publishes(ONLY_FIRST);
    tick(Duration.ZERO);
    for (int i = 0; i < 1_000; i++) {
      refused(SECOND, "made-up-" + i);
      clock.advance(Duration.ofMillis(50));
    }
    assertThat(fetches).isBetween(2, 6);
    admitted(FIRST, "k1");
  }

  @Test
  void aKeyThatWasNotFoundIsNotAskedForAgainSoon() {
    publishes(ONLY_FIRST);
    tick(Duration.ZERO);
    clock.advance(JwksSource.PAUSE);
    refused(SECOND, "k2");
    assertThat(fetches).isEqualTo(2);
    clock.advance(JwksSource.PAUSE.multipliedBy(2));
    refused(SECOND, "k2");
    assertThat(fetches).isEqualTo(2);
    publishes(BOTH);
    clock.advance(JwksSource.UNKNOWN);
    admitted(SECOND, "k2");
  }

  @Test
  void whatIsRememberedAsUnknownIsBoundedAndFoundAllTheSame() {
    publishes(ONLY_FIRST);
    tick(Duration.ZERO);
    for (int i = 0; i < 2 * JwksSource.UNKNOWN_MAX; i++) {
      clock.advance(JwksSource.PAUSE);
      assertThat(source.renew("made-up-" + i, () -> {})).isEqualTo(Renewal.UNDER_WAY);
      runTasks();
    }
    publishes(BOTH);
    clock.advance(JwksSource.PAUSE);
    admitted(SECOND, "k2");
  }

  @Test
  void aWithdrawnKeyEndsWithinTenMinutes() {
    publishes(BOTH);
    tick(Duration.ZERO);
    admitted(SECOND, "k2");
    publishes(ONLY_FIRST);
    tick(JwksSource.REFRESH.minusSeconds(1));
    admitted(SECOND, "k2");
    tick(Duration.ofSeconds(1));
    refused(SECOND, "k2");
    admitted(FIRST, "k1");
  }

  @Test
  void anIssuerThatFlapsLosesNoKeys() {
    publishes(BOTH);
    tick(Duration.ZERO);
    for (int i = 0; i < 50; i++) {
      switch (i % 4) {
        case 0 -> answer = new Fetched.Failed("answered 503, not 200");
        case 1 -> publishes("<html>maintenance</html>");
        case 2 -> publishes("{\"keys\":\"none\"}");
        default -> publishes(BOTH);
      }
      tick(Duration.ofMinutes(11));
      admitted(FIRST, "k1");
      admitted(SECOND, "k2");
    }
  }

  @Test
  void keysThatNobodyConfirmsHoldForADay() {
    publishes(BOTH);
    tick(Duration.ZERO);
    answer = new Fetched.Failed("is not there");
    tick(JwksSource.STALE.minusSeconds(1));
    admitted(FIRST, "k1");
    tick(Duration.ofSeconds(1));
    assertThat(verify(FIRST, "k1")).isInstanceOf(TokenOutcome.Unavailable.class);
    publishes(BOTH);
    tick(JwksSource.PAUSE);
    admitted(FIRST, "k1");
  }

  @Test
  void withoutKeysClientsAreToldToComeBack() {
    assertThat(verify(FIRST, "k1")).isInstanceOf(TokenOutcome.Unavailable.class);
    assertThat(verify(FIRST, "k1")).isInstanceOf(TokenOutcome.Unavailable.class);
    assertThat(fetches).isEqualTo(1);
    publishes(BOTH);
    clock.advance(JwksSource.PAUSE);
    admitted(FIRST, "k1");
  }

  @Test
  void thoseWhoWaitAreBounded() {
    for (int i = 0; i < JwksSource.WAITING_MAX; i++) {
      assertThat(source.renew("k1", () -> {})).isEqualTo(Renewal.UNDER_WAY);
    }
    assertThat(source.renew("k1", () -> {})).isEqualTo(Renewal.FAILING);
    runTasks();
    assertThat(fetches).isEqualTo(1);
  }

  @Test
  void aWrongSignatureOfAKnownKeyAsksNobody() {
    publishes(BOTH);
    tick(Duration.ZERO);
    clock.advance(JwksSource.PAUSE);
    refused(TestSigner.of(TokenAlgorithm.ES256), "k1");
    assertThat(fetches).isEqualTo(1);
  }
}
