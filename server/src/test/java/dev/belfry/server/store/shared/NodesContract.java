package dev.belfry.server.store.shared;

import static dev.belfry.server.store.shared.EngineFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belfry.server.cluster.BusFigures;
import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.cluster.PresenceMark;
import dev.belfry.server.cluster.RollCall;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine keeps to as a keeper of what nodes say of themselves. On the real server, with
/// its own clock.
public abstract class NodesContract {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final RecordedHints heard = new RecordedHints();
  private final RecordedHints heardElsewhere = new RecordedHints();
  protected Engine engine;
  protected Engine elsewhere;

  /// One more node's engine on the server of this test; closed at its end.
  protected abstract Engine open();

  /// Makes the server begin a new life, with all that is kept.
  protected abstract void renew();

  @BeforeEach
  void openEngines() {
    engine = open();
    elsewhere = open();
    engine.nodes().hear(heard);
    elsewhere.nodes().hear(heardElsewhere);
    engine.start(new RecordedSignals());
    elsewhere.start(new RecordedSignals());
  }

  private RollCall write(Engine at, String id, String row, Duration lease, String life) {
    return answer(at.nodes().write(id, row, lease, life));
  }

  @Test
  void eachNodeReadsTheRowsOfAll() {
    RollCall first = write(engine, "a", "one", LONG, null);
    assertThat(first.written()).isTrue();
    assertThat(first.rows()).isEqualTo(Map.of("a", "one"));
    RollCall second = write(elsewhere, "b", "dva ž €", LONG, null);
    assertThat(second.rows()).isEqualTo(Map.of("a", "one", "b", "dva ž €"));
    RollCall third = write(engine, "a", "three", LONG, first.life());
    assertThat(third)
        .isEqualTo(new RollCall(true, first.life(), Map.of("a", "three", "b", "dva ž €")));
  }

  @Test
  void aRowWhoseLeaseIsOverIsNotReadAndNotRenewedButWrittenAnew() {
    String life = write(engine, "a", "one", SHORT, null).life();
    write(elsewhere, "b", "two", LONG, null);
    await().until(() -> write(elsewhere, "b", "two", LONG, life).rows().size() == 1);
    RollCall late = write(engine, "a", "one", LONG, life);
    assertThat(late).isEqualTo(new RollCall(false, life, Map.of("b", "two")));
    RollCall anew = write(engine, "a", "one", LONG, null);
    assertThat(anew).isEqualTo(new RollCall(true, life, Map.of("a", "one", "b", "two")));
  }

  @Test
  void anotherLifeIsSaidBeforeAnythingIsWritten() {
    String life = write(engine, "a", "one", LONG, null).life();
    write(elsewhere, "b", "before", LONG, null);
    renew();
    await()
        .until(() -> {
          try {
            RollCall roll =
                engine
                    .nodes()
                    .write("a", "two", LONG, life)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            return !roll.written() && !roll.life().equals(life);
          } catch (ExecutionException notConnectedJustNow) {
            return false;
          }
        });
    RollCall anew = write(engine, "a", "three", LONG, null);
    assertThat(anew.written()).isTrue();
    assertThat(anew.rows()).as("those of this life").isEqualTo(Map.of("a", "three"));
    assertThat(write(engine, "a", "four", LONG, anew.life()).written()).isTrue();
  }

  @Test
  void aNodeThatLeavesIsNotThereAnyMore() {
    String life = write(engine, "a", "one", LONG, null).life();
    answer(engine.nodes().remove("a"));
    assertThat(write(elsewhere, "b", "two", LONG, null).rows()).isEqualTo(Map.of("b", "two"));
    assertThat(write(engine, "a", "one", LONG, life).written()).isFalse();
  }

  @Test
  void aRowOfALaterReleaseIsReadForWhatIsKnownOfIt() {
    NodeState own =
        new NodeState(
            "n", "http://n:1", "1.0", 5, 6, 7, new PresenceMark(2, 3), new BusFigures(1, 2, 3, 4));
    String later =
        own.write()
            .replace("\"form\":1", "\"form\":9,\"colour\":{\"of\":[\"its\",1]}")
            .replace("\"edition\":2", "\"edition\":2,\"partly\":true");
    write(engine, "later", later, LONG, null);
    RollCall roll = write(elsewhere, "b", own.write(), LONG, null);
    assertThat(NodeState.read(roll.rows().get("later"))).contains(own);
    assertThat(NodeState.read(roll.rows().get("b"))).contains(own);
  }

  @Test
  void hintsReachAllNodes() {
    Hint hint = new Hint("presence", "a", "room/1 ž");
    await()
        .until(() -> { // nodes may still be connecting
          answer(engine.nodes().tell(hint));
          return heard.all().contains(hint) && heardElsewhere.all().contains(hint);
        });
    assertThat(heardElsewhere.doubts()).isPositive();
  }
}
