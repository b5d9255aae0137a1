package dev.belfry.server.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/// What all loops of a node have counted: each takes a copy when somebody asks. Of a loop that does
/// not answer soon, its last copy counts.
public final class NodeFigures {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final List<? extends Loop> loops;
  private final AtomicReferenceArray<LoopFigures> last;
  private final long startNanos;

  public NodeFigures(List<? extends Loop> loops, Clock clock) {
    this.loops = loops;
    this.last = new AtomicReferenceArray<>(loops.size());
    this.startNanos = clock.nanos();
  }

  /// How long the node has run.
  public long uptimeSeconds(Clock clock) {
    return (clock.nanos() - startNanos) / 1_000_000_000L;
  }

  /// Reads the sum over all loops. Calls `then` once, on `asking`, perhaps before this returns.
  public void read(Loop asking, Consumer<LoopFigures> then) {
    new Round(asking, then).start();
  }

  /// The sum of the last copies.
  private LoopFigures sum() {
    LoopFigures sum = LoopFigures.NONE;
    for (int i = 0; i < last.length(); i++) {
      LoopFigures copy = last.get(i);
      sum = copy == null ? sum : sum.plus(copy);
    }
    return sum;
  }

  /// One round through all loops; owned by the loop that asks.
  private final class Round {
    private final Loop asking;
    private final Consumer<LoopFigures> then;
    private int missing = loops.size();
    private boolean answered;

    Round(Loop asking, Consumer<LoopFigures> then) {
      this.asking = asking;
      this.then = then;
    }

    void start() {
      for (int i = 0; i < loops.size(); i++) {
        int place = i;
        Loop loop = loops.get(i);
        if (loop.inLoop()) {
          copy(place);
          missing--;
        } else {
          loop.execute(() -> {
            copy(place);
            asking.execute(this::returned);
          });
        }
      }
      if (missing == 0) {
        answer();
      } else {
        asking.schedule(SOON, this::answer);
      }
    }

    private void copy(int place) {
      last.set(place, loops.get(place).counters().copy());
    }

    private void returned() {
      if (--missing == 0) {
        answer();
      }
    }

    private void answer() {
      if (!answered) {
        answered = true;
        then.accept(sum());
      }
    }
  }
}
