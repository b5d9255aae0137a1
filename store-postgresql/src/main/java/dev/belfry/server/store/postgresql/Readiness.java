package dev.belfry.server.store.postgresql;

import dev.belfry.server.store.postgresql.GroupItem.GroupNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether what this node commits comes back to it as a signal. An answer rests on a round of the
/// last second; where there was none, it waits for one. Any thread asks.
final class Readiness {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private record Round(GroupNumber number, CompletableFuture<Boolean> good) {}

  private final Supplier<CompletableFuture<GroupNumber>> probe;
  private final Deadlines deadlines;

  /// Guarded by this object, as all that follows: rounds that are committed, and not heard of yet.
  private final List<Round> rounds = new ArrayList<>();

  private @Nullable GroupNumber heard;
  private @Nullable CompletableFuture<Boolean> underWay;
  private long goodNanos = System.nanoTime() - 2 * FRESH_NANOS;

  /// @param probe commits a group of its own
  Readiness(Supplier<CompletableFuture<GroupNumber>> probe, Deadlines deadlines) {
    this.probe = probe;
    this.deadlines = deadlines;
  }

  CompletionStage<Boolean> ready() {
    CompletableFuture<Boolean> round;
    synchronized (this) {
      if (System.nanoTime() - goodNanos < FRESH_NANOS) {
        return CompletableFuture.completedFuture(true);
      }
      if (underWay != null && !underWay.isDone()) {
        return underWay;
      }
      round = deadlines.begin();
      underWay = round;
    }
    begin(round);
    return round;
  }

  /// This node begins to listen, perhaps anew: what was said before that it never hears.
  void again() {
    CompletableFuture<Boolean> round;
    synchronized (this) {
      round = underWay;
    }
    if (round != null && !round.isDone()) {
      begin(round);
    }
  }

  private void begin(CompletableFuture<Boolean> round) {
    long begunNanos = System.nanoTime();
    var _ =
        probe
            .get()
            .whenComplete((number, failure) -> {
              if (failure == null) {
                await(number, round, begunNanos);
              } else {
                round.completeExceptionally(failure);
              }
            });
  }

  private void await(GroupNumber number, CompletableFuture<Boolean> round, long begunNanos) {
    CompletableFuture<Boolean> good = new CompletableFuture<>();
    var _ =
        good.whenComplete((_, _) -> {
          good(begunNanos);
          round.complete(true);
        });
    boolean heardAlready;
    synchronized (this) {
      rounds.removeIf(each -> each.good.isDone());
      heardAlready = heard != null && covers(heard, number);
      if (!heardAlready) {
        rounds.clear(); // the one before was given up
        rounds.add(new Round(number, good));
      }
    }
    if (heardAlready) {
      good.complete(true);
    }
  }

  private synchronized void good(long begunNanos) {
    goodNanos = Math.max(goodNanos, begunNanos);
  }

  private static boolean covers(GroupNumber heard, GroupNumber number) {
    return heard.life().equals(number.life()) && heard.seq() >= number.seq();
  }

  /// This node has heard of its own groups, up to one.
  void heard(GroupNumber number) {
    List<Round> done = new ArrayList<>();
    synchronized (this) {
      heard = number;
      rounds.removeIf(round -> covers(number, round.number) && done.add(round));
    }
    done.forEach(round -> round.good.complete(true));
  }
}
