package dev.belfry.server.runtime;

import java.util.ArrayDeque;

/// Turns at something that costs memory while it lasts: so many at a time, the others in the order
/// in which they asked. Owned by the loop.
public final class Turns {
  private final int atOnceMax;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(1);
  private int underWay;
  private boolean beginning;

  /// @param atOnceMax 1 or more
  public Turns(int atOnceMax) {
    this.atOnceMax = atOnceMax;
  }

  /// Runs `begin` when there is a turn, perhaps before this returns. Each turn ends with a call of
  /// `end`.
  public void take(Runnable begin) {
    if (underWay < atOnceMax && waiting.isEmpty()) {
      underWay++;
      begin.run();
    } else {
      waiting.add(begin);
    }
  }

  /// A turn is over: the next begins. One that ends before `begin` has returned begins no other
  /// within itself.
  public void end() {
    underWay--;
    if (beginning) {
      return;
    }
    beginning = true;
    try {
      while (underWay < atOnceMax && !waiting.isEmpty()) {
        underWay++;
        waiting.remove().run();
      }
    } finally {
      beginning = false;
    }
  }

  /// How many wait.
  public int waiting() {
    return waiting.size();
  }
}
