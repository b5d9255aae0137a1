package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Events on their way from the threads of the store to a loop, which takes all that are there in
/// one task. Bounded: where too much waits, events are dropped, and the loop is told that they
/// were.
final class EventMailbox {
  /// Takes what has come.
  interface Taker {
    /// Takes all that has come.
    ///
    /// @param lost whether others were dropped
    void take(List<InboxEvent> events, boolean lost);
  }

  private final Loop loop;
  private final int bytesMax;
  private final Taker taker;
  private final ConcurrentLinkedQueue<InboxEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger bytes = new AtomicInteger();
  private final AtomicBoolean lost = new AtomicBoolean();
  private final AtomicBoolean due = new AtomicBoolean();

  EventMailbox(Loop loop, int bytesMax, Taker taker) {
    this.loop = loop;
    this.bytesMax = bytesMax;
    this.taker = taker;
  }

  /// Adds an event; any thread.
  void post(InboxEvent event) {
    int cost = event.bytes();
    if (bytes.addAndGet(cost) > bytesMax) {
      bytes.addAndGet(-cost);
      lost.set(true);
    } else {
      events.add(event);
    }
    if (due.compareAndSet(false, true)) {
      loop.execute(this::takeAll);
    }
  }

  private void takeAll() {
    due.set(false);
    List<InboxEvent> taken = new ArrayList<>();
    for (InboxEvent event = events.poll(); event != null; event = events.poll()) {
      bytes.addAndGet(-event.bytes());
      taken.add(event);
    }
    boolean dropped = lost.getAndSet(false);
    if (dropped || !taken.isEmpty()) {
      taker.take(taken, dropped);
    }
  }
}
