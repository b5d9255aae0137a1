package dev.belfry.server.health;

import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether loops live: each beats once a second, and a thread of its own looks whether they do. A
/// loop hangs where that thread has looked ten times and found no beat. So it is counted in looks
/// and not by a clock: where the whole machine stands still, nobody looks, and no loop hangs.
public final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /// Looks without a beat after which a loop hangs.
  static final int HANGS_LOOKS = 10;

  private final List<? extends Loop> loops;
  private final Duration interval;
  private final AtomicLongArray beats;
  private final AtomicReferenceArray<Thread> threads;
  private final Thread watcher;

  /// Looks without a beat, of each loop; the watcher's.
  private final int[] silent;

  private final long[] seen;
  private volatile int longest;
  private volatile boolean closed;

  public Heartbeats(List<? extends Loop> loops) {
    this(loops, INTERVAL);
  }

  Heartbeats(List<? extends Loop> loops, Duration interval) {
    this.loops = loops;
    this.interval = interval;
    this.beats = new AtomicLongArray(loops.size());
    this.threads = new AtomicReferenceArray<>(loops.size());
    this.silent = new int[loops.size()];
    this.seen = new long[loops.size()];
    this.watcher = Thread.ofPlatform().daemon().name("belfry-heartbeats").unstarted(this::watch);
  }

  /// Begins to look, until closed.
  public void start() {
    for (int i = 0; i < loops.size(); i++) {
      int place = i;
      loops.get(i).execute(() -> threads.set(place, Thread.currentThread()));
      beat(i);
    }
    watcher.start();
  }

  private void beat(int place) {
    Loop loop = loops.get(place);
    loop.schedule(
        interval,
        () -> {
          beats.incrementAndGet(place);
          if (!closed) {
            beat(place);
          }
        });
  }

  private void watch() {
    while (!closed) {
      try {
        Thread.sleep(interval);
      } catch (InterruptedException ended) {
        return;
      }
      look();
    }
  }

  /// Looks once.
  void look() {
    for (int i = 0; i < silent.length; i++) {
      long now = beats.get(i);
      if (now != seen[i]) {
        if (silent[i] >= HANGS_LOOKS) {
          LOG.info("event loop {} goes on", i);
        }
        silent[i] = 0;
      } else if (++silent[i] == HANGS_LOOKS) {
        LOG.error("event loop {} hangs: its clients get nothing; it is at {}", i, stackOf(i));
      }
      seen[i] = now;
    }
    longest = Arrays.stream(silent).max().orElse(0);
  }

  private String stackOf(int place) {
    Thread thread = threads.get(place);
    return thread == null ? "no known place" : Arrays.toString(thread.getStackTrace());
  }

  /// Whether every loop lives. Any thread.
  public boolean live() {
    return longest < HANGS_LOOKS;
  }

  /// For how many looks, seconds or more, the most silent loop has not beaten. Any thread.
  public int silentLooks() {
    return longest;
  }

  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
  }
}
