package dev.belfry.server.store.sql;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The tasks that wait for the writer. Any thread adds, the writer takes. All that is answered is
/// bounded, from the call until its answer: appends and the like by number and size, what is
/// written of inboxes by the same, and questions by the same number, apart, so that none keeps
/// another out. What is left is bounded by the loops there are, and by what was registered.
final class TaskQueue {
  private static final int GROUP_TASKS_MAX = 2_000;
  private static final int GROUP_BYTES_MAX = 4 << 20;

  /// The tasks that are counted together.
  enum Line {
    /// Tasks that change what is on disk.
    APPENDS,
    /// Tasks that change nothing on disk.
    QUESTIONS,
    /// Tasks that change inboxes.
    INBOXES
  }

  private final ConcurrentLinkedQueue<WriterTask> waiting = new ConcurrentLinkedQueue<>();
  private final Map<Line, Bound> bounds = new EnumMap<>(Line.class);

  TaskQueue(int tasksMax, long appendBytesMax) {
    bounds.put(Line.APPENDS, new Bound(tasksMax, appendBytesMax));
    bounds.put(Line.QUESTIONS, new Bound(tasksMax, 0));
    bounds.put(Line.INBOXES, new Bound(tasksMax, appendBytesMax));
  }

  /// Adds a bounded task; false where too many wait.
  boolean offer(WriterTask.Bounded task) {
    if (!boundOf(task).enter(task.dataBytes())) {
      return false;
    }
    waiting.add(task);
    return true;
  }

  void add(WriterTask task) {
    waiting.add(task);
  }

  /// The task waits no longer.
  void answered(WriterTask.Bounded task) {
    boundOf(task).leave(task.dataBytes());
  }

  /// How many tasks of a line wait, or are under way. Any thread.
  int waiting(Line line) {
    return boundOf(line).tasks.get();
  }

  /// What they come to. Any thread.
  long waitingBytes(Line line) {
    return boundOf(line).bytes.get();
  }

  private Bound boundOf(WriterTask.Bounded task) {
    return boundOf(task.line());
  }

  private Bound boundOf(Line line) {
    Bound bound = bounds.get(line);
    if (bound == null) {
      throw new IllegalStateException("no bound for " + line);
    }
    return bound;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Takes all that waits, up to what one transaction should hold.
  List<WriterTask> take() {
    List<WriterTask> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < GROUP_TASKS_MAX && bytes < GROUP_BYTES_MAX) {
      WriterTask next = waiting.poll();
      if (next == null) {
        break;
      }
      next.taken();
      group.add(next);
      bytes += next instanceof WriterTask.Bounded bounded ? bounded.dataBytes() : 0;
    }
    return group;
  }

  /// How much of one line may wait, and does. Any thread.
  private static final class Bound {
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int tasksMax;
    private final long bytesMax;

    Bound(int tasksMax, long bytesMax) {
      this.tasksMax = tasksMax;
      this.bytesMax = bytesMax;
    }

    boolean enter(int size) {
      int count = tasks.incrementAndGet();
      long total = bytes.addAndGet(size);
      if (count > tasksMax || total > bytesMax) {
        leave(size);
        return false;
      }
      return true;
    }

    void leave(int size) {
      tasks.decrementAndGet();
      bytes.addAndGet(-size);
    }
  }
}
