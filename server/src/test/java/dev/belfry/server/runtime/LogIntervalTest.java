package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogIntervalTest {
  private final SimulatedLoops clock = new SimulatedLoops(1, 1);

  @Test
  void whatLastsIsToldAtOnceAndThenOnceAMinute() {
    LogInterval interval = new LogInterval(clock);
    int told = 0;
    for (int i = 0; i < 4 * 150; i++) { // for 150 seconds, four times a second
      told += interval.isDue() ? 1 : 0;
      clock.pass(Duration.ofMillis(250));
    }
    assertThat(told).isEqualTo(3);
  }

  @Test
  void whatBeginsAgainLaterIsToldAtOnce() {
    LogInterval interval = new LogInterval(clock);
    assertThat(interval.isDue()).isTrue();
    assertThat(interval.isDue()).isFalse();
    clock.pass(Duration.ofMinutes(10));
    assertThat(interval.isDue()).isTrue();
  }
}
