package dev.belfry.server.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeparturesTest {
  private static final ChannelName NEWS = new ChannelName("news");

  private final SimulatedLoops loops = new SimulatedLoops(3, 1);
  private final SimulatedLoop owner = loops.loops().getFirst();
  private final SimulatedLoop one = loops.loops().get(1);
  private final SimulatedLoop other = loops.loops().get(2);
  private final List<List<String>> arrived = new ArrayList<>();
  private final Departures departures =
      new Departures(
          owner,
          appends -> {
            owner.check();
            arrived.add(appends.stream().map(DeparturesTest::textOf).toList());
          });

  private static String textOf(PendingAppend append) {
    return new String(append.draft().data(), StandardCharsets.UTF_8);
  }

  private void add(SimulatedLoop caller, String text) {
    departures.add(new PendingAppend(NEWS, EngineFixture.text(text), caller, _ -> {}));
  }

  @Test
  void whatALoopAsksForInOneTurnArrivesTogether() {
    one.execute(() -> List.of("a", "b", "c").forEach(each -> add(one, each)));
    loops.settle();
    one.execute(() -> add(one, "d"));
    loops.settle();
    assertThat(arrived).containsExactly(List.of("a", "b", "c"), List.of("d"));
  }

  @Test
  void eachLoopHasItsOwn() {
    one.execute(() -> add(one, "a"));
    other.execute(() -> add(other, "b"));
    one.execute(() -> add(one, "c"));
    loops.settle();
    assertThat(arrived.stream().flatMap(List::stream)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(arrived).noneMatch(together -> together.contains("b") && together.size() > 1);
  }

  @Test
  void whatIsFlushedArrivesBeforeWhatTheLoopSaysNext() {
    one.execute(() -> {
      add(one, "a");
      add(one, "b");
      departures.flush(one);
      owner.execute(() -> arrived.add(List.of("what the loop said next")));
      add(one, "c");
    });
    loops.settle();
    assertThat(arrived)
        .containsExactly(List.of("a", "b"), List.of("what the loop said next"), List.of("c"));
  }

  @Test
  void whoIsNoLoopSendsEachByItself() {
    loops.enter(owner);
    add(one, "a");
    add(one, "b");
    departures.flush(one);
    loops.settle();
    assertThat(arrived).containsExactly(List.of("a"), List.of("b"));
  }
}
