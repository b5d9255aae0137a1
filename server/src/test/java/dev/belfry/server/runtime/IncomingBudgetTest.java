package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncomingBudgetTest {
  private static final int LARGE = 10_000;

  private final IncomingBudget budget = new IncomingBudget(100_000);

  @Test
  void oneAloneIsNeverRefusedHoweverMuchItHolds() {
    assertThat(budget.change("a", 0, 90_000)).isTrue();
    assertThat(budget.change("a", 90_000, 5_000_000)).isTrue();
    assertThat(budget.bytes()).isEqualTo(5_000_000);
  }

  @Test
  void whoWantsMoreIsRefusedWhereTheOthersHaveItAll() {
    budget.add(100_000);
    assertThat(budget.change("c", 0, LARGE)).isFalse();
    assertThat(budget.bytes()).isEqualTo(100_000);
  }

  @Test
  void theClientsOfOneAddressGetHalfOfItAndOthersTheRest() {
    for (int i = 0; i < 5; i++) {
      assertThat(budget.change("a", 0, LARGE)).isTrue();
    }
    assertThat(budget.change("a", 0, LARGE)).isFalse();
    assertThat(budget.change("b", 0, LARGE)).isTrue();
    assertThat(budget.change("a", LARGE, 0)).isTrue();
    assertThat(budget.change("a", 0, LARGE)).isTrue();
  }

  @Test
  void whoGivesBackIsNeverRefused() {
    assertThat(budget.change("a", 0, 50_000)).isTrue();
    budget.add(100_000);
    assertThat(budget.change("a", 50_000, LARGE)).isTrue();
    assertThat(budget.change("a", LARGE, LARGE)).isTrue();
    assertThat(budget.bytes()).isEqualTo(110_000);
  }

  @Test
  void aFewWordsGetThroughUntilTwiceOfItIsHeld() {
    budget.add(150_000);
    assertThat(budget.change("a", 0, 1_000)).isTrue();
    assertThat(budget.change("b", 0, 1_000)).isTrue();
    budget.add(50_000);
    assertThat(budget.change("b", 0, 1_000)).isFalse();
    assertThat(budget.admits(1_000)).isFalse();
  }

  @Test
  void anAddressThatHoldsNothingIsForgotten() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.change(i, 0, 100)).isTrue();
      assertThat(budget.change(i, 100, 0)).isTrue();
    }
    assertThat(budget.addresses()).isZero();
  }
}
