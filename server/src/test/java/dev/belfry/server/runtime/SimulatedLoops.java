package dev.belfry.server.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/// Several loops and their clock on one test thread: which loop runs next is chosen from a seed, so
/// that a run is repeated by its seed.
public final class SimulatedLoops implements Clock {
  private final Random random;
  private final List<SimulatedLoop> loops = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::atNanos));
  private long nanos;
  private long wallAheadMillis;
  private SimulatedLoop running;
  private Outside outside = () -> false;

  public SimulatedLoops(int count, long seed) {
    this.random = new Random(seed);
    for (int i = 0; i < count; i++) {
      loops.add(new SimulatedLoop(i));
    }
    this.running = loops.getFirst();
  }

  public List<SimulatedLoop> loops() {
    return loops;
  }

  /// What happens outside of the simulation, on threads of its own.
  @FunctionalInterface
  public interface Outside {
    /// Waits for what is still to come from there, and gives it to the loops; false where nothing
    /// is.
    boolean bringIn();
  }

  /// From now on the loops are at rest only when nothing is to come from outside.
  public void connect(Outside other) {
    outside = other;
  }

  /// Makes the test's thread act as this loop from now on.
  public void enter(SimulatedLoop loop) {
    running = loop;
  }

  /// Runs one task of one loop; false where there is none.
  public boolean step() {
    return step(loops);
  }

  private boolean step(List<SimulatedLoop> among) {
    List<SimulatedLoop> ready = among.stream().filter(loop -> !loop.tasks.isEmpty()).toList();
    if (ready.isEmpty()) {
      return false;
    }
    SimulatedLoop before = running;
    running = ready.get(random.nextInt(ready.size()));
    running.tasks.remove().run();
    running = before;
    return true;
  }

  /// Runs tasks until there are none.
  public void settle() {
    settle(loops);
  }

  /// Runs tasks of some loops until they have none; the others stand still.
  public void settle(List<SimulatedLoop> among) {
    int steps = 0;
    while (step(among) || outside.bringIn()) {
      if (++steps > 1_000_000) {
        throw new AssertionError("the loops never come to rest");
      }
    }
  }

  /// Lets time pass, and what falls due in it happen.
  public void pass(Duration time) {
    long end = nanos + time.toNanos();
    settle();
    while (!timers.isEmpty() && timers.peek().atNanos() <= end) {
      Timer due = timers.remove();
      nanos = due.atNanos();
      due.loop().tasks.add(due.task());
      settle();
    }
    nanos = end;
  }

  /// Lets time pass; what falls due in it waits for its turn.
  public void elapse(Duration time) {
    nanos += time.toNanos();
    while (!timers.isEmpty() && timers.peek().atNanos() <= nanos) {
      Timer due = timers.remove();
      due.loop().tasks.add(due.task());
    }
  }

  /// Sets the wall clock forward, or back where negative.
  public void jump(Duration by) {
    wallAheadMillis += by.toMillis();
  }

  /// Forgets all that waits for its turn or its time, as when the process ends.
  public void kill() {
    loops.forEach(loop -> loop.tasks.clear());
    timers.clear();
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000 + wallAheadMillis;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  private record Timer(long atNanos, SimulatedLoop loop, Runnable task) {}

  /// One of them.
  public final class SimulatedLoop implements Loop {
    private final int index;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final LoopCounters counters = new LoopCounters();

    private SimulatedLoop(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public LoopCounters counters() {
      return counters;
    }

    @Override
    public boolean inLoop() {
      return running == this;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      timers.add(new Timer(nanos + delay.toNanos(), this, task));
    }
  }
}
