package dev.belfry.server.inbox;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Whether all that was committed about shared feeds was told here. Each node numbers what it
/// commits, in a slot; the store says how far each slot is, now and then, and what it had reached
/// the last time has to be told by now. So what got lost on its way is found within two times,
/// whatever comes after it. Any thread.
public final class ToldEvents {
  /// Numbers that are kept while one before them is missing.
  private static final int BEYOND_MAX = 50_000;

  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock, with all in it.
  private final Map<Long, Slot> slots = new HashMap<>();

  private boolean begun;

  private static final class Slot {
    /// All up to here were told, or are given up.
    private long through;

    /// What was told beyond.
    private final TreeSet<Long> beyond = new TreeSet<>();

    /// What was committed when the store said so last.
    private long committed;

    Slot(long through) {
      this.through = through;
      this.committed = through;
    }

    void giveUp(long upTo) {
      through = Math.max(through, upTo);
      beyond.headSet(through, true).clear();
      join();
    }

    void join() {
      while (beyond.remove(through + 1)) {
        through++;
      }
    }

    void begin(long now) {
      giveUp(now);
      committed = now;
    }

    boolean goOn(long now) {
      boolean missed = now < through || through < committed;
      if (now < through) { // another life of the store
        beyond.clear();
        through = now;
      } else {
        giveUp(committed);
      }
      committed = now;
      return missed;
    }
  }

  /// An event was told.
  ///
  /// @param number in its slot, from 1
  public void told(long slot, long number) {
    lock.lock();
    try {
      Slot one = slots.computeIfAbsent(slot, _ -> new Slot(0));
      if (number > one.through && one.beyond.size() < BEYOND_MAX) {
        one.beyond.add(number);
        one.join();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes how far each slot is. Returns whether something was missed that had been committed when
  /// this was called before; it is not missed again.
  public boolean committed(Map<Long, Long> numbers) {
    lock.lock();
    try {
      if (!begun) {
        begun = true;
        numbers.forEach(
            (slot, number) -> slots.computeIfAbsent(slot, _ -> new Slot(0)).begin(number));
        return false;
      }
      boolean missed = false;
      for (Map.Entry<Long, Long> each : numbers.entrySet()) {
        missed |= slots.computeIfAbsent(each.getKey(), _ -> new Slot(0)).goOn(each.getValue());
      }
      return missed;
    } finally {
      lock.unlock();
    }
  }
}
