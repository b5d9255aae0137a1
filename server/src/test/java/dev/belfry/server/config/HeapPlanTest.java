package dev.belfry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What all bounds come to together, on small heaps and on large ones.
final class HeapPlanTest {
  private static final long MEBIBYTE = 1 << 20;

  private static HeapPlan plan(int heapMebibytes, int loops, Map<String, String> settings) {
    return new HeapPlan(ServerConfig.of(settings), heapMebibytes * MEBIBYTE, loops);
  }

  @ParameterizedTest
  @CsvSource({
    "96, 1",
    "96, 2",
    "96, 8",
    "128, 1",
    "128, 2",
    "128, 8",
    "256, 2",
    "256, 16",
    "512, 2",
    "1024, 2",
    "1024, 32",
    "8192, 16",
  })
  void theDefaultsFitTogetherIntoSevenTenthsOfAnyHeap(int heapMebibytes, int loops) {
    HeapPlan plan = plan(heapMebibytes, loops, Map.of());
    assertThat(plan.parts()).hasSize(9).allMatch(part -> part.bytes() > 0);
    assertThat(plan.bytes())
        .as(plan.toString())
        .isLessThanOrEqualTo(heapMebibytes * MEBIBYTE / 10 * 7);
    assertThat(plan.fits()).isTrue();
  }

  @Test
  void aLargeHeapHasTheLargestDefaults() {
    HeapPlan plan = plan(8192, 2, Map.of());
    assertThat(plan.memoryLogs()).isEqualTo(64 * MEBIBYTE);
    assertThat(plan.scheduledBytes()).isEqualTo(64 * MEBIBYTE);
    assertThat(plan.tails()).isEqualTo(32 * MEBIBYTE);
    assertThat(plan.appendsWaitingBytes()).isEqualTo(32 * MEBIBYTE);
    assertThat(plan.idempotencyKeys()).isEqualTo(100_000);
    assertThat(plan.recent()).isEqualTo(4 * MEBIBYTE);
    assertThat(plan.inboxEvents()).isEqualTo((int) (8 * MEBIBYTE));
    assertThat(plan.reads()).isEqualTo(8);
    assertThat(plan.pages()).isEqualTo(4);
    assertThat(plan.pageBytes()).isEqualTo(MEBIBYTE);
  }

  @Test
  void eventsOfInboxesHaveAShareThatALoopCanUse() {
    assertThat(plan(128, 2, Map.of()).inboxEvents()).isBetween(160_000, 170_000);
    assertThat(plan(96, 32, Map.of()).inboxEvents()).isEqualTo(16 << 10);
  }

  @Test
  void whatIsSetHoldsWhateverTheHeap() {
    Map<String, String> settings =
        Map.of(
            "limits.memory-logs", "200MiB",
            "limits.scheduled-bytes", "1KiB",
            "limits.idempotency-keys", "5000000",
            "limits.outboxes", "20MiB",
            "store.tails", "50%",
            "store.appends-waiting-bytes", "20% up to 16MiB");
    HeapPlan plan = plan(128, 2, settings);
    assertThat(plan.memoryLogs()).isEqualTo(200 * MEBIBYTE);
    assertThat(plan.scheduledBytes()).isEqualTo(1024);
    assertThat(plan.idempotencyKeys()).isEqualTo(5_000_000);
    assertThat(plan.outboxes()).isEqualTo(10 * MEBIBYTE);
    assertThat(plan.tails()).isBetween(63 * MEBIBYTE, 64 * MEBIBYTE);
    assertThat(plan.appendsWaitingBytes()).isEqualTo(16 * MEBIBYTE);
    assertThat(plan.fits()).isFalse();
    assertThat(plan.toString()).contains("of a heap of 128 MiB", "limits.memory-logs 200 MiB");
  }

  @Test
  void connectionsHaveAQuarterOfTheHeapUnlessTheirNumberIsSet() {
    assertThat(plan(512, 2, Map.of()).connections()).isBetween(65_000, 65_536);
    assertThat(plan(512, 2, Map.of("limits.connections", "20000")).fits()).isTrue();
    assertThat(plan(512, 2, Map.of("limits.connections", "200000")).fits()).isFalse();
  }

  @Test
  void theLargestMessageMayAlwaysWaitToBeStored() {
    assertThat(plan(96, 2, Map.of("limits.message", "16MiB")).appendsWaitingBytes())
        .isEqualTo(16 * MEBIBYTE);
  }

  @Test
  void theHeapDoesNotBoundWhatWaitsOnDisk() {
    assertThat(plan(128, 2, Map.of()).scheduledOnDisk()).isEqualTo(64 * MEBIBYTE);
    assertThat(plan(128, 2, Map.of("limits.scheduled-bytes", "9MiB")).scheduledOnDisk())
        .isEqualTo(9 * MEBIBYTE);
  }
}
