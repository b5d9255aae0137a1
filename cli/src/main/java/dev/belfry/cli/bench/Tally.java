package dev.belfry.cli.bench;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What the connections of one event loop received. That loop owns it; other threads may read the
/// two counts.
final class Tally {

  /// Hears when all connections of a loop have a message.
  interface Completed {
    void onLoop(int number);
  }

  private final Stopwatch stopwatch;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong disordered = new AtomicLong();
  private Histogram latencies = new Histogram(3);
  private int[] arrivals = new int[0];
  private @Nullable Completed completed;
  private int firstNumber;
  private int connections;
  private long count;
  private long lastNanos;
  private long nowNanos = -1;

  Tally(Stopwatch stopwatch) {
    this.stopwatch = stopwatch;
  }

  /// Forgets the past: from here on messages from `first` count.
  ///
  /// @param window how many messages are under way at most; 0 where nobody waits for completion
  void begin(int first, int window, @Nullable Completed listener) {
    firstNumber = first;
    arrivals = new int[window];
    completed = listener;
    latencies = new Histogram(3);
    count = 0;
    lastNanos = stopwatch.nanos();
    delivered.set(0);
    disordered.set(0);
  }

  /// One more connection of this loop is open.
  void connectionOpened() {
    connections++;
  }

  /// A connection received message `number`, after `previous`.
  void arrived(long sentNanos, int number, int previous) {
    if (number < firstNumber) {
      return; // of the warm-up, late
    }
    if (nowNanos < 0) {
      nowNanos = stopwatch.nanos();
    }
    latencies.recordValue(Math.max(0, nowNanos - sentNanos));
    count++;
    if (number <= previous) {
      disordered.incrementAndGet();
    }
    if (arrivals.length > 0 && completed != null) {
      int place = number % arrivals.length;
      if (++arrivals[place] == connections) {
        arrivals[place] = 0;
        completed.onLoop(number);
      }
    }
  }

  /// The bytes read at one time are through: the clock is read once for all of them.
  void endOfBatch() {
    if (nowNanos >= 0) {
      lastNanos = nowNanos;
      nowNanos = -1;
      delivered.lazySet(count);
    }
  }

  /// Deliveries since the beginning.
  long delivered() {
    return delivered.get();
  }

  /// Of these, the ones that came after a later message or a second time.
  long disordered() {
    return disordered.get();
  }

  /// Only on the owning loop.
  Histogram latencies() {
    return latencies;
  }

  /// When the last delivery came. Only on the owning loop.
  long lastNanos() {
    return lastNanos;
  }

  int connections() {
    return connections;
  }
}
