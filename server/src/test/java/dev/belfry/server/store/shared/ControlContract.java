package dev.belfry.server.store.shared;

import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.store.shared.ControlState.Disconnections;
import dev.belfry.server.store.shared.ControlState.Elsewhere;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine keeps to beside its logs: what nodes know together. On the real server.
public abstract class ControlContract {
  private static final Duration LONG = Duration.ofDays(1);

  private ControlState control;
  private ControlState elsewhere;

  /// Opens an engine of one more node, on the same server; closed after the test.
  protected abstract Engine open();

  /// Makes the server begin a new life, with all that is kept.
  protected abstract void renew();

  @BeforeEach
  void openNodes() {
    control = started().control();
    elsewhere = started().control();
  }

  private Engine started() {
    Engine engine = open();
    engine.start(new RecordedSignals());
    await().until(() -> answer(engine.ready()));
    return engine;
  }

  private static Disconnections read(ControlState node, Disconnections before) {
    return answer(node.disconnections(before));
  }

  private void disconnect(String user, long millis) {
    assertThat(answer(control.disconnect(Map.of(user, millis), LONG))).isTrue();
  }

  @Test
  void whoIsToldToGoAtOneNodeIsReadAtTheOtherOnce() {
    Disconnections first = read(elsewhere, Disconnections.NONE);
    assertThat(first.notBefore()).isEmpty();
    disconnect("42", 1_000);
    disconnect("é/日本", 2_000);
    Disconnections second = read(elsewhere, first);
    assertThat(second.notBefore()).isEqualTo(Map.of("42", 1_000L, "é/日本", 2_000L));
    assertThat(second.more()).isFalse();
    assertThat(read(elsewhere, second).notBefore()).isEmpty();
    disconnect("43", 3_000);
    assertThat(read(elsewhere, second).notBefore()).isEqualTo(Map.of("43", 3_000L));
    assertThat(read(control, Disconnections.NONE).notBefore()).hasSize(3);
  }

  @Test
  void aTimeNeverGoesBackAndALaterOneIsReadAgain() {
    disconnect("42", 5_000);
    Disconnections before = read(elsewhere, Disconnections.NONE);
    disconnect("42", 4_000);
    Disconnections after = read(elsewhere, before);
    assertThat(after.notBefore()).isEqualTo(Map.of("42", 5_000L));
    disconnect("42", 6_000);
    assertThat(read(elsewhere, after).notBefore()).isEqualTo(Map.of("42", 6_000L));
  }

  @Test
  void manyAreReadInParts() {
    Map<String, Long> all = new HashMap<>();
    for (int part = 0; part < 5; part++) {
      Map<String, Long> users = new HashMap<>();
      for (int i = 0; i < 500; i++) {
        users.put("u" + (part * 500 + i), 7_000L + i);
      }
      assertThat(answer(control.disconnect(users, LONG))).isTrue();
      all.putAll(users);
    }
    Map<String, Long> heard = new HashMap<>();
    Disconnections page = Disconnections.NONE;
    int pages = 0;
    while (page.more()) {
      page = read(elsewhere, page);
      heard.putAll(page.notBefore());
      pages++;
    }
    assertThat(heard).isEqualTo(all);
    assertThat(pages).isBetween(2, 10);
  }

  @Test
  void whatIsWrittenAtOnceFromTwoNodesIsMissedByNoReader() {
    List<CompletionStage<Boolean>> writes = new ArrayList<>();
    Map<String, Long> heard = new HashMap<>();
    Disconnections page = read(control, Disconnections.NONE);
    for (int i = 0; i < 100; i++) {
      writes.add(control.disconnect(Map.of("a" + i, 1L), LONG));
      writes.add(elsewhere.disconnect(Map.of("b" + i, 1L), LONG));
      page = read(control, page);
      heard.putAll(page.notBefore());
    }
    writes.forEach(EngineFixture::answer);
    heard.putAll(read(control, page).notBefore());
    assertThat(heard).hasSize(200);
  }

  @Test
  void aNewLifeIsToldAndAllIsReadAgain() {
    disconnect("42", 1_000);
    Disconnections before = read(control, Disconnections.NONE);
    renew();
    await()
        .ignoreExceptions()
        .untilAsserted(() -> {
          Disconnections after = read(control, before);
          assertThat(after.life()).isNotEqualTo(before.life());
          assertThat(after.notBefore()).isEqualTo(Map.of("42", 1_000L));
        });
  }

  @Test
  void whatIsKeptNoLongerIsForgotten() {
    assertThat(answer(control.disconnect(Map.of("42", 1_000L), Duration.ofMillis(1)))).isTrue();
    await()
        .untilAsserted(() -> {
          disconnect("43", 2_000);
          assertThat(read(elsewhere, Disconnections.NONE).notBefore()).containsOnlyKeys("43");
        });
  }

  @Test
  void whatMayBeUsedOnceIsUsedOnceByAllNodesTogether() {
    List<CompletionStage<Boolean>> claims = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      claims.add((i % 2 == 0 ? control : elsewhere).claim("ticket", LONG));
    }
    assertThat(claims.stream().map(EngineFixture::answer).filter(first -> first)).hasSize(1);
    assertThat(answer(elsewhere.claim("other", LONG))).isTrue();
  }

  private static Map<String, Elsewhere> count(
      ControlState node, String name, Map<String, Integer> counts, String... asked) {
    return answer(node.connections(name, counts, Set.of(asked)));
  }

  @Test
  void aNodeHearsHowManyConnectionsUsersHaveAtOthers() {
    assertThat(count(control, "a", Map.of("42", 3, "43", 1))).isEmpty();
    Elsewhere none = new Elsewhere(0, false);
    Map<String, Elsewhere> heard = count(elsewhere, "b", Map.of("42", 1), "42", "43", "44");
    assertThat(heard.get("42")).isEqualTo(new Elsewhere(3, false));
    assertThat(heard.get("43")).isEqualTo(new Elsewhere(1, false));
    assertThat(heard.getOrDefault("44", none)).isEqualTo(none);
    assertThat(count(control, "a", Map.of("43", 0), "42").get("42"))
        .isEqualTo(new Elsewhere(1, true));
    assertThat(count(elsewhere, "b", Map.of("42", 0), "43").getOrDefault("43", none))
        .isEqualTo(none);
    assertThat(count(control, "a", Map.of(), "42").getOrDefault("42", none)).isEqualTo(none);
  }

  @Test
  void aNodeThatIsNotHeardOfDoesNotCount() {
    count(control, "dead", Map.of("42", 3));
    assertThat(count(elsewhere, "b", Map.of(), "42").get("42").connections()).isEqualTo(3);
    await()
        .untilAsserted(() ->
            assertThat(count(elsewhere, "b", Map.of(), "42"))
                .allSatisfy((_, there) -> assertThat(there.connections()).isZero()));
    count(control, "dead", Map.of());
    assertThat(count(elsewhere, "b", Map.of(), "42").get("42").connections()).isEqualTo(3);
  }

  @Test
  void allAgreeOnWhatWasProposedFirst() {
    byte[] first = answer(control.agree("key", new byte[] {0, 1, -1}));
    assertThat(first).containsExactly(0, 1, -1);
    assertThat(answer(elsewhere.agree("key", new byte[] {2}))).isEqualTo(first);
    byte[] other = "x".getBytes(StandardCharsets.US_ASCII);
    assertThat(answer(elsewhere.agree("other", other))).isEqualTo(other);
  }
}
