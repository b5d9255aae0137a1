package dev.belfry.server.presence;

import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayDeque;

/// A loop of a node that may stand still, and may die.
final class NodeLoop implements Loop {
  private final SimulatedLoop loop;
  private final int index;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean stopped;
  private boolean dead;

  NodeLoop(SimulatedLoop loop, int index) {
    this.loop = loop;
    this.index = index;
  }

  SimulatedLoop simulated() {
    return loop;
  }

  void stop() {
    stopped = true;
  }

  void resume() {
    stopped = false;
    loop.execute(this::runWaiting);
  }

  void die() {
    dead = true;
    waiting.clear();
  }

  private void take(Runnable task) {
    if (!dead) {
      waiting.add(task);
      runWaiting();
    }
  }

  private void runWaiting() {
    while (!stopped && !waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public LoopCounters counters() {
    return loop.counters();
  }

  @Override
  public boolean inLoop() {
    return loop.inLoop();
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> take(task));
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    loop.schedule(delay, () -> take(task));
  }
}
