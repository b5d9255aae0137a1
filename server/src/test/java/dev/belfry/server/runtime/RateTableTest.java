package dev.belfry.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateTableTest {
  private static final long SECOND = 1_000_000_000L;

  /// Nanoseconds may overflow.
  private static final long START = Long.parseLong("9223372035854775807");

  private final RateTable table = new RateTable(10, 3);

  private int takenAtOnce(Object key, long nowNanos) {
    int taken = 0;
    while (table.take(key, nowNanos) == 0) {
      taken++;
    }
    return taken;
  }

  @Test
  void whatOneSecondGivesMayComeAtOnceAndThenOneByOne() {
    assertThat(takenAtOnce("a", START)).isEqualTo(10);
    assertThat(table.take("a", START)).isEqualTo(SECOND / 10);
    assertThat(takenAtOnce("a", START + SECOND / 10)).isEqualTo(1);
    assertThat(takenAtOnce("a", START + SECOND)).isEqualTo(9);
    assertThat(takenAtOnce("a", START + 100 * SECOND)).isEqualTo(10);
  }

  @Test
  void aRefusalTakesNothingAndItsTimeIsTrue() {
    takenAtOnce("a", START);
    for (int i = 0; i < 100; i++) {
      assertThat(table.take("a", START)).isEqualTo(SECOND / 10);
    }
    assertThat(table.take("a", START + SECOND / 10 - 1)).isEqualTo(1);
    assertThat(table.take("a", START + SECOND / 10)).isZero();
  }

  @Test
  void oneThatCannotBeRefusedIsChargedAndMakesTheNextWait() {
    for (int i = 0; i < 9; i++) {
      assertThat(table.charge("a", START)).isZero();
    }
    assertThat(table.charge("a", START)).isEqualTo(SECOND / 10);
    assertThat(table.charge("a", START)).isEqualTo(2 * SECOND / 10);
    assertThat(table.waitNanos("a", START)).isEqualTo(2 * SECOND / 10);
    assertThat(table.waitNanos("a", START + 2 * SECOND / 10)).isZero();
  }

  @Test
  void keysDoNotTouchEachOtherUpToTheBoundAndShareABucketBeyond() {
    for (String key : new String[] {"a", "b", "c"}) {
      assertThat(takenAtOnce(key, START)).isEqualTo(10);
    }
    assertThat(takenAtOnce("d", START)).isEqualTo(10);
    assertThat(takenAtOnce("e", START)).isZero();
    assertThat(table.size()).isEqualTo(4);
    table.sweep(START + SECOND / 2);
    assertThat(table.size()).isEqualTo(4);
    table.sweep(START + SECOND);
    assertThat(table.size()).isZero();
    assertThat(takenAtOnce("e", START + SECOND)).isEqualTo(10);
  }

  @Test
  void withoutABoundNothingIsRefusedOrKept() {
    RateTable open = new RateTable(0, 10);
    assertThat(IntStream.range(0, 1_000).mapToLong(i -> open.take("a", START)).sum()).isZero();
    assertThat(open.charge("a", START)).isZero();
    assertThat(open.size()).isZero();
  }

  @Test
  void manyThreadsTakeNoMoreThanThereIs() throws Exception {
    RateTable shared = new RateTable(1_000, 10);
    AtomicInteger taken = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int thread = 0; thread < 4; thread++) {
      Thread.startVirtualThread(() -> {
        for (int i = 0; i < 1_000; i++) {
          taken.addAndGet(shared.take("a", START) == 0 ? 1 : 0);
        }
        done.countDown();
      });
    }
    done.await();
    assertThat(taken.get()).isEqualTo(1_000);
  }
}
