package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurringTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimulatedLoops simulation = new SimulatedLoops(2, 1);
  private final Loop loop = simulation.loops().getLast();
  private final List<Boolean> runs = new ArrayList<>();

  private void run() {
    runs.add(loop.inLoop());
  }

  @Test
  void aTaskRunsAtOnceAndThenAtEachInterval() {
    var _ = Recurring.start("counting", loop, SECOND, this::run);
    simulation.settle();
    assertThat(runs).containsExactly(true);
    simulation.pass(Duration.ofSeconds(3));
    assertThat(runs).containsExactly(true, true, true, true);
  }

  @Test
  void aRunThatThrowsIsNotTheLast() {
    var _ = Recurring.start("failing", loop, SECOND, () -> runAndThrow(new RuntimeException()));
    simulation.pass(Duration.ofSeconds(3));
    assertThat(runs).hasSize(4);
  }

  @Test
  void anErrorGoesToTheLoopAndTheNextRunComes() {
    var _ = Recurring.start("failing", loop, SECOND, () -> runAndThrow(new StackOverflowError()));
    assertThatThrownBy(simulation::settle).isInstanceOf(StackOverflowError.class);
    simulation.elapse(SECOND);
    assertThatThrownBy(simulation::settle).isInstanceOf(StackOverflowError.class);
    assertThat(runs).hasSize(2);
  }

  private void runAndThrow(Throwable fault) {
    run();
    switch (fault) {
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalArgumentException(fault);
    }
  }

  @Test
  void anEndedTaskRunsNoMore() {
    Recurring recurring = Recurring.start("ending", loop, SECOND, this::run);
    simulation.pass(SECOND);
    recurring.end();
    simulation.pass(Duration.ofSeconds(3));
    assertThat(runs).hasSize(2);
    assertThat(simulation.step()).isFalse();
  }
}
