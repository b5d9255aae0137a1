package dev.belfry.server.store.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What waits for the writer. Any thread adds, the writer takes. Appends are bounded, from the call
/// until their answer; all else is bounded by the loops and connections there are.
final class WorkQueue {
  private static final int GROUP_WORKS_MAX = 2_000;
  private static final int GROUP_BYTES_MAX = 4 << 20;

  private final ConcurrentLinkedQueue<Work> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger appends = new AtomicInteger();
  private final AtomicLong appendBytes = new AtomicLong();
  private final int appendsMax;
  private final long appendBytesMax;

  WorkQueue(int appendsMax, long appendBytesMax) {
    this.appendsMax = appendsMax;
    this.appendBytesMax = appendBytesMax;
  }

  /// Adds an append; false where too many wait.
  boolean offer(Work.Append append) {
    int size = append.draft().data().length;
    int count = appends.incrementAndGet();
    long bytes = appendBytes.addAndGet(size);
    if (count > appendsMax || bytes > appendBytesMax) {
      answered(append);
      return false;
    }
    waiting.add(append);
    return true;
  }

  void add(Work work) {
    waiting.add(work);
  }

  /// An append waits no longer.
  void answered(Work.Append append) {
    appends.decrementAndGet();
    appendBytes.addAndGet(-append.draft().data().length);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Takes all that waits, up to what one transaction should hold.
  List<Work> take() {
    List<Work> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < GROUP_WORKS_MAX && bytes < GROUP_BYTES_MAX) {
      Work next = waiting.poll();
      if (next == null) {
        break;
      }
      group.add(next);
      bytes += next instanceof Work.Append append ? append.draft().data().length : 0;
    }
    return group;
  }
}
