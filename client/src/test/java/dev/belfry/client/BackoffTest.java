package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20), new SplittableRandom(7));

  @Test
  void theBoundDoublesUpToTheMost() {
    List<Long> ceilings = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ceilings.add(backoff.ceilingMillis());
      assertThat(backoff.next()).isBetween(Duration.ZERO, Duration.ofMillis(ceilings.getLast()));
    }
    assertThat(ceilings).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 20000L, 20000L);
  }

  @Test
  void theWaitsSpreadOverTheWholeRange() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      waits.add(backoff.next().toMillis());
      backoff.reset();
    }
    assertThat(waits).anyMatch(wait -> wait < 50).anyMatch(wait -> wait > 450);
  }

  @Test
  void whatTheServerAsksForIsTheFirstBoundEvenAboveTheMost() {
    backoff.startAt(Duration.ofSeconds(30));
    assertThat(backoff.ceilingMillis()).isEqualTo(30_000);
    backoff.next();
    assertThat(backoff.ceilingMillis()).isEqualTo(30_000);
  }

  @Test
  void manyFailuresDoNotOverflow() {
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isBetween(Duration.ZERO, Duration.ofSeconds(20));
    }
  }
}
