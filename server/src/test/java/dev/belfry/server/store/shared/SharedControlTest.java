package dev.belfry.server.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.runtime.SimulatedLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What nodes know together, over a model of an engine that is away at times and loses all, by the
/// simulation's clock.
class SharedControlTest {
  private static final Duration CUT_OFF = Duration.ofSeconds(10);
  private static final int NODES = 3;

  private final ModelServer server = new ModelServer();
  private SimulatedLoops loops = new SimulatedLoops(NODES + 1, 3);

  /// One node, and what it has heard.
  private final class Node {
    final ModelEngine engine;
    final SharedControl control;
    final Map<String, Long> heard = new HashMap<>();

    Node(int i, long seed) {
      engine =
          new ModelEngine(
              server, loops, loops.loops().getLast(), new Random(seed + i), SharedFault.NONE);
      SharedLogs logs =
          new SharedLogs(
              engine,
              loops.loops().get(i),
              ServerConfig.defaults().channelPolicies(),
              new SharedBounds(1 << 20, 1 << 20, CUT_OFF),
              loops);
      logs.start();
      control =
          logs.control(
              (user, millis, _) -> heard.merge(user, millis, Math::max), new Random(seed + i));
    }

    Node begin() {
      var _ = control.start(() -> {});
      loops.pass(Duration.ofSeconds(1));
      return this;
    }

    Boolean disconnect(String user, long millis) {
      Boolean[] kept = new Boolean[1];
      control.disconnect(user, millis, answer -> kept[0] = answer);
      loops.pass(Duration.ofMillis(500));
      return kept[0];
    }
  }

  private void pass(int seconds) {
    loops.pass(Duration.ofSeconds(seconds));
  }

  @Test
  void whatIsSaidAtOneNodeIsKnownAtTheOtherWithoutAHint() {
    Node first = new Node(0, 1).begin();
    Node second = new Node(1, 1).begin();
    assertThat(first.disconnect("42", 5)).isTrue();
    pass(3);
    assertThat(second.heard).isEqualTo(Map.of("42", 5L));
  }

  @Test
  void aNodeKnowsNothingBeforeItHasReadAll() {
    Node first = new Node(0, 1).begin();
    for (int i = 0; i < 7; i++) {
      assertThat(first.disconnect("u" + i, i)).isTrue();
    }
    Node second = new Node(1, 1);
    second.engine.away = true;
    second.begin();
    assertThat(second.control.current()).isFalse();
    assertThat(second.control.key()).isEmpty();
    second.engine.away = false;
    pass(3);
    assertThat(second.control.current()).isTrue();
    assertThat(second.heard).hasSize(7);
    assertThat(second.control.key().orElseThrow()).isEqualTo(first.control.key().orElseThrow());
  }

  @Test
  void aNodeThatCantReadIsNotBelievedAfterTenSecondsAndIsAgainAfterOneRead() {
    Node node = new Node(0, 1).begin();
    node.engine.away = true;
    pass(9);
    assertThat(node.control.current()).isTrue();
    pass(4);
    assertThat(node.control.current()).isFalse();
    assertThat(node.disconnect("42", 5)).isFalse();
    node.engine.away = false;
    pass(3);
    assertThat(node.control.current()).isTrue();
  }

  @Test
  void whatTheEngineLosesNodesWriteAgain() {
    Node first = new Node(0, 1).begin();
    for (int i = 0; i < 5; i++) {
      assertThat(first.disconnect("u" + i, 10 + i)).isTrue();
    }
    Node second = new Node(1, 1).begin();
    server.control().loseAll();
    assertThat(second.disconnect("later", 100)).isTrue();
    pass(6);
    Node third = new Node(2, 1).begin();
    pass(3);
    assertThat(third.heard).hasSize(6).containsEntry("u3", 13L).containsEntry("later", 100L);
    assertThat(third.control.key().orElseThrow()).isEqualTo(first.control.key().orElseThrow());
  }

  @Test
  void aTicketIsUsedOnceAndNobodyTellsWhileTheEngineIsAway() {
    Node first = new Node(0, 1).begin();
    Node second = new Node(1, 1).begin();
    List<Optional<Boolean>> answers = new ArrayList<>();
    first.control.claim("t", CUT_OFF, answers::add);
    second.control.claim("t", CUT_OFF, answers::add);
    pass(1);
    second.engine.away = true;
    second.control.claim("t", CUT_OFF, answers::add);
    pass(1);
    assertThat(answers)
        .containsExactlyInAnyOrder(Optional.of(true), Optional.of(false), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensAllNodesKnowInTheEndWhatWasKept(long seed) {
    loops = new SimulatedLoops(NODES + 1, seed);
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(i, seed).begin());
    }
    Map<String, Long> kept = new HashMap<>();
    for (int step = 0; step < 200; step++) {
      Node node = nodes.get(random.nextInt(NODES));
      switch (random.nextInt(8)) {
        case 0 -> node.engine.away = !node.engine.away;
        case 1 -> {
          if (random.nextInt(10) == 0) {
            server.control().loseAll();
          }
        }
        default -> {
          String user = "u" + random.nextInt(30);
          if (Boolean.TRUE.equals(node.disconnect(user, step))) {
            kept.merge(user, (long) step, Math::max);
          }
        }
      }
    }
    nodes.forEach(node -> node.engine.away = false);
    pass(20);
    for (Node node : nodes) {
      assertThat(node.control.current()).isTrue();
      kept.forEach((user, millis) ->
          assertThat(node.heard.getOrDefault(user, 0L)).isGreaterThanOrEqualTo(millis));
    }
  }
}
