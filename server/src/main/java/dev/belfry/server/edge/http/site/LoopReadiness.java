package dev.belfry.server.edge.http.site;

import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Whether a publish would reach its subscribers now: every loop, each of which owns channels and
/// clients, has to answer soon, and the store has to take what is appended.
public final class LoopReadiness implements Readiness {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final List<? extends Loop> loops;
  private final Readiness store;
  private volatile boolean draining;

  /// @param store whether what is appended is kept
  public LoopReadiness(List<? extends Loop> loops, Readiness store) {
    this.loops = loops;
    this.store = store;
  }

  public boolean draining() {
    return draining;
  }

  public void drain() {
    draining = true;
  }

  @Override
  public void check(Loop asking, Consumer<Boolean> then) {
    if (draining) {
      then.accept(false);
      return;
    }
    new Round(asking, then).start();
  }

  /// One round trip through all loops and to the store; owned by the loop that asks.
  private final class Round {
    private final Loop asking;
    private final Consumer<Boolean> then;
    private int missing = loops.size() + 1;
    private boolean answered;

    Round(Loop asking, Consumer<Boolean> then) {
      this.asking = asking;
      this.then = then;
    }

    void start() {
      for (Loop loop : loops) {
        loop.execute(() -> asking.execute(this::returned));
      }
      store.check(asking, this::answered);
      asking.schedule(SOON, () -> answer(false));
    }

    private void answered(boolean storeIsReady) {
      if (storeIsReady) {
        returned();
      } else {
        answer(false);
      }
    }

    private void returned() {
      if (--missing == 0) {
        answer(true);
      }
    }

    private void answer(boolean ready) {
      if (!answered) {
        answered = true;
        then.accept(ready);
      }
    }
  }
}
