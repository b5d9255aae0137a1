package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void oneAloneIsNeverRefusedHoweverMuchItHolds() {
    assertThat(budget.change(0, 90)).isTrue();
    assertThat(budget.change(90, 5_000)).isTrue();
    assertThat(budget.bytes()).isEqualTo(5_000);
  }

  @Test
  void whoWantsMoreIsRefusedWhereTheOthersHaveItAll() {
    assertThat(budget.change(0, 100)).isTrue();
    assertThat(budget.change(0, 1)).isFalse();
    assertThat(budget.bytes()).isEqualTo(100);
  }

  @Test
  void whoCanWaitHasHalfOfIt() {
    budget.add(49);
    assertThat(budget.halfUsed()).isFalse();
    budget.add(1);
    assertThat(budget.halfUsed()).isTrue();
    assertThat(budget.exhausted()).isFalse();
  }

  @Test
  void whoGivesBackIsNeverRefused() {
    budget.add(150);
    assertThat(budget.exhausted()).isTrue();
    assertThat(budget.change(50, 10)).isTrue();
    assertThat(budget.change(10, 10)).isTrue();
    assertThat(budget.bytes()).isEqualTo(110);
  }
}
