package dev.belfry.server.edge;

import dev.belfry.server.edge.http.Readiness;
import dev.belfry.server.edge.transport.NettyLoop;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Whether a publish would reach its subscribers now: every loop, each of which owns channels and
/// clients, has to answer soon, and the store has to take what is appended.
final class LoopReadiness implements Readiness {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final List<NettyLoop> loops;
  private final BooleanSupplier storeReady;
  private volatile boolean draining;

  LoopReadiness(List<NettyLoop> loops, BooleanSupplier storeReady) {
    this.loops = loops;
    this.storeReady = storeReady;
  }

  boolean draining() {
    return draining;
  }

  void drain() {
    draining = true;
  }

  @Override
  public void check(Loop asking, Consumer<Boolean> then) {
    if (draining || !storeReady.getAsBoolean()) {
      then.accept(false);
      return;
    }
    new Round(asking, then).start();
  }

  /// One round trip through all loops; owned by the loop that asks.
  private final class Round {
    private final Loop asking;
    private final Consumer<Boolean> then;
    private int missing = loops.size();
    private boolean answered;

    Round(Loop asking, Consumer<Boolean> then) {
      this.asking = asking;
      this.then = then;
    }

    void start() {
      for (NettyLoop loop : loops) {
        loop.execute(() -> asking.execute(this::returned));
      }
      asking.schedule(SOON, () -> answer(false));
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
