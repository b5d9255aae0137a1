package dev.belfry.server.edge.transport;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.Arrays;

/// All sockets of one loop, which owns it. One timer walks them all each second: a timer each would
/// cost more than the rest of an idle connection.
public final class ConnectionTable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Loop loop;
  private final Clock clock;
  private final long startNanos;
  private Connection[] connections = new Connection[16];
  private int size;
  private long leavesUntilNanos;

  public ConnectionTable(Loop loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
    this.startNanos = clock.nanos();
    this.leavesUntilNanos = startNanos;
  }

  /// Starts the timer, which runs until the loop ends.
  public void start() {
    loop.schedule(TICK, this::tick);
  }

  /// Seconds since this table was made.
  public int nowSeconds() {
    return (int) ((clock.nanos() - startNanos) / SECOND_NANOS);
  }

  public int size() {
    return size;
  }

  public void add(Connection connection) {
    if (size == connections.length) {
      connections = Arrays.copyOf(connections, size + (size >> 1));
    }
    connection.place = size;
    connections[size++] = connection;
  }

  /// Takes it out; nothing happens where it is not in.
  public void remove(Connection connection) {
    if (connection.place < 0) {
      return;
    }
    Connection last = connections[--size];
    connections[connection.place] = last;
    last.place = connection.place;
    connection.place = -1;
    Arrays.fill(connections, size, size + 1, null);
  }

  /// Puts one in the place of another: the same socket speaks another protocol now.
  public void replace(Connection before, Connection now) {
    remove(before);
    add(now);
  }

  private void tick() {
    int now = nowSeconds();
    for (int i = size - 1; i >= 0; i--) {
      connections[i].tick(now);
    }
    loop.schedule(TICK, this::tick);
  }

  /// Says goodbye to all, evenly over a time.
  public void leave(Duration spread) {
    loop.check();
    leavesUntilNanos = clock.nanos() + spread.toNanos();
    Connection[] all = Arrays.copyOf(connections, size);
    long stepNanos = all.length == 0 ? 0 : spread.toNanos() / all.length;
    leaveFrom(all, 0, stepNanos, clock.nanos());
  }

  /// How long it still takes to say goodbye to all; zero before that begins.
  public Duration leavingRest() {
    return Duration.ofNanos(Math.max(0, leavesUntilNanos - clock.nanos()));
  }

  /// Closes all that are left, without a word.
  public void abort() {
    loop.check();
    for (Connection connection : Arrays.copyOf(connections, size)) {
      connection.abort();
    }
  }

  private void leaveFrom(Connection[] all, int first, long stepNanos, long startedNanos) {
    int next = first;
    while (next < all.length && clock.nanos() - startedNanos >= next * stepNanos) {
      if (all[next].place >= 0) {
        all[next].leave();
      }
      next++;
    }
    if (next < all.length) {
      int from = next;
      loop.schedule(Duration.ofMillis(5), () -> leaveFrom(all, from, stepNanos, startedNanos));
    }
  }
}
