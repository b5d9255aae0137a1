package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void itIsExhaustedOnceAllOfItIsHeldAndOverfullOnceTwiceOfItIs() {
    budget.add(99);
    assertThat(budget.exhausted()).isFalse();
    budget.add(1);
    assertThat(budget.exhausted()).isTrue();
    assertThat(budget.overfull()).isFalse();
    budget.add(100);
    assertThat(budget.overfull()).isTrue();
    budget.add(-1);
    assertThat(budget.overfull()).isFalse();
  }

  @Test
  void whoCanWaitHasHalfOfIt() {
    budget.add(49);
    assertThat(budget.halfUsed()).isFalse();
    budget.add(1);
    assertThat(budget.halfUsed()).isTrue();
    assertThat(budget.exhausted()).isFalse();
  }
}
