package dev.belfry.server.store.shared;

import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What nodes have told one another.
final class RecordedHints implements HintListener {
  private final ConcurrentLinkedQueue<Hint> hints = new ConcurrentLinkedQueue<>();
  private final AtomicInteger doubts = new AtomicInteger();

  @Override
  public void told(Hint hint) {
    hints.add(hint);
  }

  @Override
  public void doubtful() {
    doubts.incrementAndGet();
  }

  List<Hint> all() {
    return List.copyOf(hints);
  }

  int doubts() {
    return doubts.get();
  }
}
