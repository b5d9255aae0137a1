package dev.belfry.server.edge.netty;

import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.LoopCounters.Family;
import dev.belfry.server.runtime.Recurring;
import java.time.Duration;
import java.util.Arrays;

/// All sockets of one loop, which owns it. One timer walks them all each second: a timer each would
/// cost more than the rest of an idle connection. A connection that throws meanwhile is closed, and
/// the others have their turn.
public final class ConnectionTable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Loop loop;
  private final Clock clock;
  private final FaultGuard faults;
  private final long startNanos;
  private Connection[] connections = new Connection[16];
  private int size;
  private long shutUntilNanos;

  public ConnectionTable(Loop loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
    this.faults = new FaultGuard("the timer of connections", clock);
    this.startNanos = clock.nanos();
    this.shutUntilNanos = startNanos;
  }

  /// Starts the timer, which runs until the loop ends.
  public void start() {
    var _ = Recurring.start("the timer of connections", loop, TICK, this::tick);
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
    connection.index = size;
    connections[size++] = connection;
    connection.carrier = Carrier.of(connection.channel());
    count(connection, 1);
  }

  /// Removes a connection; nothing happens where it is not in the table.
  public void remove(Connection connection) {
    if (connection.index < 0) {
      return;
    }
    Connection last = connections[--size];
    connections[connection.index] = last;
    last.index = connection.index;
    connection.index = -1;
    Arrays.fill(connections, size, size + 1, null);
    count(connection, -1);
  }

  private void count(Connection connection, int more) {
    loop.counters()
        .add(Family.CONNECTIONS, connection.kind().word(), connection.carrier.word(), more);
  }

  /// Replaces a connection: the same socket speaks another protocol now.
  public void replace(Connection before, Connection now) {
    remove(before);
    add(now);
  }

  private void tick() {
    int now = nowSeconds();
    for (int i = size - 1; i >= 0; i--) {
      if (i < size) { // several may have gone in one turn
        tick(connections[i], now);
      }
    }
  }

  private void tick(Connection connection, int now) {
    try {
      connection.tick(now);
    } catch (RuntimeException | Error fault) {
      faults.failed(fault);
      var _ = faults.run(connection::abort);
    }
  }

  /// Shuts all down, evenly over a time.
  public void shutDown(Duration spread) {
    loop.check();
    shutUntilNanos = clock.nanos() + spread.toNanos();
    Connection[] all = Arrays.copyOf(connections, size);
    long stepNanos = all.length == 0 ? 0 : spread.toNanos() / all.length;
    shutDownFrom(all, 0, stepNanos, clock.nanos());
  }

  /// How long it still takes to shut all down; zero before that begins.
  public Duration shutDownRest() {
    return Duration.ofNanos(Math.max(0, shutUntilNanos - clock.nanos()));
  }

  /// Closes all that are left, at once.
  public void abort() {
    loop.check();
    for (Connection connection : Arrays.copyOf(connections, size)) {
      var _ = faults.run(connection::abort);
    }
  }

  private void shutDown(Connection connection) {
    if (!faults.run(connection::shutDown)) {
      var _ = faults.run(connection::abort);
    }
  }

  private void shutDownFrom(Connection[] all, int first, long stepNanos, long startedNanos) {
    int next = first;
    while (next < all.length && clock.nanos() - startedNanos >= next * stepNanos) {
      Connection connection = all[next++];
      if (connection.index >= 0) {
        shutDown(connection);
      }
    }
    if (next < all.length) {
      int from = next;
      loop.schedule(Duration.ofMillis(5), () -> shutDownFrom(all, from, stepNanos, startedNanos));
    }
  }
}
