package dev.belfry.server.store.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What waits for the writer. Any thread adds, the writer takes. All that is answered is bounded,
/// from the call until its answer: appends and the like by number and size, questions by the same
/// number, apart, so that neither keeps the other out. What is left is bounded by the loops there
/// are, and by what was registered.
final class WorkQueue {
  private static final int GROUP_WORKS_MAX = 2_000;
  private static final int GROUP_BYTES_MAX = 4 << 20;

  private final ConcurrentLinkedQueue<Work> waiting = new ConcurrentLinkedQueue<>();
  private final Line appends;
  private final Line questions;

  WorkQueue(int worksMax, long appendBytesMax) {
    this.appends = new Line(worksMax, appendBytesMax);
    this.questions = new Line(worksMax, 0);
  }

  /// Adds bounded work; false where too many wait.
  boolean offer(Work.Bounded work) {
    if (!lineOf(work).enter(work.dataBytes())) {
      return false;
    }
    waiting.add(work);
    return true;
  }

  void add(Work work) {
    waiting.add(work);
  }

  /// It waits no longer.
  void answered(Work.Bounded work) {
    lineOf(work).leave(work.dataBytes());
  }

  private Line lineOf(Work.Bounded work) {
    return switch (work) {
      case Work.Question _ -> questions;
      case Work.Append _, Work.Later _, Work.Cancel _ -> appends;
    };
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
      bytes += next instanceof Work.Bounded work ? work.dataBytes() : 0;
    }
    return group;
  }

  /// How much of one kind waits. Any thread.
  private static final class Line {
    private final AtomicInteger works = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int worksMax;
    private final long bytesMax;

    Line(int worksMax, long bytesMax) {
      this.worksMax = worksMax;
      this.bytesMax = bytesMax;
    }

    boolean enter(int size) {
      int count = works.incrementAndGet();
      long total = bytes.addAndGet(size);
      if (count > worksMax || total > bytesMax) {
        leave(size);
        return false;
      }
      return true;
    }

    void leave(int size) {
      works.decrementAndGet();
      bytes.addAndGet(-size);
    }
  }
}
