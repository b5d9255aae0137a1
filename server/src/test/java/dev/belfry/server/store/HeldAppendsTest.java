package dev.belfry.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldAppendsTest {
  private final HeldAppends<String> held = new HeldAppends<>();

  @Test
  void theyGoInTheOrderInWhichTheyCame() {
    held.add("a");
    held.add("b");
    assertThat(held.first()).isEqualTo("a");
    assertThat(held.removeFirst()).isEqualTo("a");
    held.add("c");
    assertThat(held.removeFirst()).isEqualTo("b");
    assertThat(held.removeFirst()).isEqualTo("c");
    assertThat(held.first()).isNull();
    assertThat(held.removeFirst()).isNull();
  }

  @Test
  void readersSeeThatSomethingWaitsUntilTheLastIsTakenOut() {
    assertThat(held.holding()).isFalse();
    assertThat(held.none()).isTrue();
    held.add("a");
    held.add("b");
    held.removeFirst();
    assertThat(held.holding()).isTrue();
    assertThat(held.none()).isFalse();
    held.removeFirst();
    assertThat(held.holding()).isFalse();
    assertThat(held.none()).isTrue();
  }
}
