package dev.belfry.server.simulation;

import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// A thread of the embedding program, which really waits where the program does. It and the
/// simulation's own thread take turns, so that a seed replays it: it runs while the simulation
/// waits, and where it waits for an answer it goes on in a turn of its loop.
final class ProgramThread {
  private static final ThreadLocal<ProgramThread> CURRENT = new ThreadLocal<>();

  private final SimulatedLoop turns;
  private final Semaphore simulation = new Semaphore(0);
  private final Semaphore program = new Semaphore(0);
  private boolean waiting;

  /// @param turns the loop in whose turns it runs
  ProgramThread(SimulatedLoop turns) {
    this.turns = turns;
  }

  /// Runs a call until it ends or waits.
  void run(Runnable call) {
    Thread.startVirtualThread(() -> {
      CURRENT.set(this);
      call.run();
      simulation.release();
    });
    simulation.acquireUninterruptibly();
  }

  /// Waits for an answer, on the thread that is running.
  static void await(CompletableFuture<?> answer) {
    CURRENT.get().pause(answer);
  }

  private void pause(CompletableFuture<?> answer) {
    if (answer.isDone()) {
      return;
    }
    waiting = true;
    var _ = answer.whenComplete((_, _) -> turns.execute(this::goOn));
    simulation.release();
    program.acquireUninterruptibly();
  }

  private void goOn() {
    waiting = false;
    program.release();
    simulation.acquireUninterruptibly();
  }

  /// Whether it waits for an answer.
  boolean waiting() {
    return waiting;
  }
}
