package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.store.postgresql.GroupItem.GroupNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<CompletableFuture<GroupNumber>> probes = new ArrayList<>();
  private final Readiness readiness =
      new Readiness(
          () -> {
            probes.add(new CompletableFuture<>());
            return probes.getLast();
          },
          new Deadlines(Duration.ofSeconds(20), timer));

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private CompletableFuture<Boolean> ready() {
    return readiness.ready().toCompletableFuture();
  }

  @Test
  void itIsReadyOnceItsGroupIsCommittedAndHeardOfInWhicheverOrder() {
    CompletableFuture<Boolean> first = ready();
    probes.getFirst().complete(new GroupNumber("l1", 5));
    readiness.heard(new GroupNumber("l1", 4));
    assertThat(first).isNotDone();
    readiness.heard(new GroupNumber("l1", 5));
    assertThat(first).isCompletedWithValue(true);
  }

  @Test
  void aGroupThatWasHeardOfBeforeItsAnswerCounts() {
    CompletableFuture<Boolean> first = ready();
    readiness.heard(new GroupNumber("l1", 6));
    probes.getFirst().complete(new GroupNumber("l1", 5));
    assertThat(first).isCompletedWithValue(true);
  }

  @Test
  void aGroupOfAnotherLifeDoesNotCount() {
    CompletableFuture<Boolean> first = ready();
    probes.getFirst().complete(new GroupNumber("l2", 1));
    readiness.heard(new GroupNumber("l1", 9));
    assertThat(first).isNotDone();
  }

  @Test
  void allWhoAskAtOnceShareARoundAndThoseWhoAskSoonAfterItNeedNone() {
    CompletableFuture<Boolean> first = ready();
    CompletableFuture<Boolean> second = ready();
    assertThat(probes).hasSize(1);
    probes.getFirst().complete(new GroupNumber("l1", 1));
    readiness.heard(new GroupNumber("l1", 1));
    assertThat(first).isCompletedWithValue(true);
    assertThat(second).isCompletedWithValue(true);
    assertThat(ready()).isCompletedWithValue(true);
    assertThat(probes).hasSize(1);
  }

  /// What is committed before this node listens is never heard of.
  @Test
  void aRoundThatIsUnderWayBeginsAgainWithTheListening() {
    readiness.again();
    assertThat(probes).isEmpty();
    CompletableFuture<Boolean> first = ready();
    probes.getFirst().complete(new GroupNumber("l1", 1));
    readiness.again();
    assertThat(probes).hasSize(2);
    probes.getLast().complete(new GroupNumber("l1", 2));
    readiness.heard(new GroupNumber("l1", 2));
    assertThat(first).isCompletedWithValue(true);
  }

  @Test
  void aGroupThatIsNotCommittedIsNoAnswer() {
    CompletableFuture<Boolean> first = ready();
    probes.getFirst().completeExceptionally(new IllegalStateException("away"));
    assertThat(first).isCompletedExceptionally();
    CompletableFuture<Boolean> second = ready();
    assertThat(second).isNotDone();
    assertThat(probes).hasSize(2);
  }
}
