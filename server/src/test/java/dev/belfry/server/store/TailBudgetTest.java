package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TailBudgetTest {
  private final Map<String, Long> costs = new HashMap<>();
  private final List<String> dropped = new ArrayList<>();
  private int looked;
  private final TailBudget<String> budget =
      new TailBudget<>(100, log -> costs.getOrDefault(log, 0L), this::drop);

  private void drop(String log) {
    dropped.add(log);
    if (!log.startsWith("unread")) {
      costs.put(log, 0L);
    }
  }

  private void change(String log, long cost) {
    costs.put(log, cost);
    budget.count(log);
    looked += budget.bound();
  }

  @Test
  void theOneThatHasNotChangedForLongestIsGivenUp() {
    change("a", 40);
    change("b", 40);
    change("a", 50);
    change("c", 30);
    assertThat(dropped).containsExactly("b");
    assertThat(budget.bytes()).isEqualTo(80);
  }

  @Test
  void oneThatHasToBeReadStillIsPassedOver() {
    change("unread", 60);
    change("a", 30);
    change("b", 30);
    assertThat(dropped).containsExactly("unread", "a");
    assertThat(budget.bytes()).isEqualTo(90);
  }

  @Test
  void manyThatHaveToBeReadStillAreNotLookedAtWithoutEnd() {
    for (int i = 0; i < 1_000; i++) {
      change("unread" + i, 10);
    }
    assertThat(looked).isLessThan(1_000 * 65).isEqualTo(dropped.size());
    assertThat(budget.bytes()).isEqualTo(10_000);
  }

  @Test
  void whatIsRemovedCountsNoMore() {
    change("a", 40);
    budget.remove("a");
    budget.remove("a");
    assertThat(budget.bytes()).isZero();
  }
}
