package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.store.shared.Signals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what all nodes commit, on a connection and a thread of its own. Twice a second it asks on
/// that very connection how far each node is: so a connection that has silently died is found, and
/// so is a signal that was lost, and the database's clock is known.
final class SignalListener {
  private static final Logger LOG = LoggerFactory.getLogger(SignalListener.class);
  private static final long POLL_NANOS = Duration.ofMillis(500).toNanos();
  private static final long PAUSE_MILLIS_MIN = 50;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private final Connections connections;
  private final Statements statements;
  private final EngineClock clock;
  private final Runnable begun;
  private final Consumer<GroupItem.GroupNumber> ownHeard;
  private final NodeRows nodeRows;
  private final RandomGenerator random;
  private final FaultGuard faults;
  private final Set<ChannelName> watched = ConcurrentHashMap.newKeySet();
  private final HeardGroups groups = new HeardGroups();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// Set before the thread starts.
  private @Nullable Signals signals;

  private volatile @Nullable Connection current;

  /// What the listener is made of.
  ///
  /// @param begun is told when it begins to hear
  /// @param ownHeard gets the number of this node's group that was heard of last
  /// @param nodeRows get the hints of nodes
  /// @param random for pauses between attempts
  record Parts(
      Connections connections,
      Statements statements,
      EngineClock clock,
      Runnable begun,
      Consumer<GroupItem.GroupNumber> ownHeard,
      NodeRows nodeRows,
      RandomGenerator random) {}

  SignalListener(Parts parts) {
    this.connections = parts.connections;
    this.statements = parts.statements;
    this.clock = parts.clock;
    this.begun = parts.begun;
    this.ownHeard = parts.ownHeard;
    this.nodeRows = parts.nodeRows;
    this.random = parts.random;
    this.faults = new FaultGuard("hearing of commits", parts.clock);
    this.thread =
        Thread.ofPlatform().name("belfry-postgresql-listen").daemon().unstarted(this::run);
  }

  void start(Signals to) {
    signals = to;
    thread.start();
  }

  void watch(ChannelName channel) {
    watched.add(channel);
  }

  void unwatch(ChannelName channel) {
    watched.remove(channel);
  }

  // ---- the listener's thread

  private void run() {
    long pauseMillis = PAUSE_MILLIS_MIN;
    while (closed.getCount() > 0) {
      long beganNanos = System.nanoTime();
      try (Connection connection = connections.openDirect("belfry listen")) {
        current = connection;
        listen(connection);
      } catch (SQLException | RuntimeException failure) {
        LOG.debug("commits are not heard of now: {}", failure.getMessage());
      }
      boolean lasted = System.nanoTime() - beganNanos > 4 * POLL_NANOS;
      pauseMillis = lasted ? PAUSE_MILLIS_MIN : Math.min(2 * pauseMillis, PAUSE_MILLIS_MAX);
      pause(random.nextLong(pauseMillis / 2, pauseMillis + 1));
    }
  }

  private void pause(long millis) {
    try {
      var _ = closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement listen = connection.createStatement();
        PreparedStatement nodes = connection.prepareStatement(statements.nodes())) {
      listen.execute(statements.listen());
      Nodes begin = ask(nodes);
      groups.begin(begin.life, begin.committed);
      doubtful();
      nodeRows.doubtful();
      begun.run();
      PGConnection hears = connection.unwrap(PGConnection.class);
      long polledNanos = System.nanoTime();
      while (closed.getCount() > 0) {
        hear(hears, polledNanos + POLL_NANOS);
        if (System.nanoTime() - polledNanos >= POLL_NANOS) {
          polledNanos = System.nanoTime();
          Nodes now = ask(nodes);
          hear(hears, 0); // what came before that answer
          if (groups.committed(now.life, now.committed, System.nanoTime())) {
            doubtful();
          }
        }
      }
    }
  }

  private record Nodes(String life, Map<String, Long> committed) {}

  private Nodes ask(PreparedStatement nodes) throws SQLException {
    String life = "";
    long millis = 0;
    Map<String, Long> committed = new HashMap<>();
    long askedMillis = clock.own().wallMillis();
    long askedNanos = System.nanoTime();
    try (ResultSet row = nodes.executeQuery()) {
      long roundTripNanos = System.nanoTime() - askedNanos;
      while (row.next()) {
        String id = row.getString(1);
        if (id == null) {
          life = row.getString(3);
          millis = row.getLong(4);
        } else {
          committed.put(id, row.getLong(2));
        }
      }
      clock.measured(millis, askedMillis, roundTripNanos);
    }
    return new Nodes(life, committed);
  }

  /// Takes what has come; where nothing has, waits for it until a time.
  private void hear(PGConnection connection, long untilNanos) throws SQLException {
    long waitMillis = (untilNanos - System.nanoTime()) / 1_000_000;
    PGNotification[] heard =
        waitMillis > 0
            ? connection.getNotifications((int) waitMillis)
            : connection.getNotifications();
    if (heard != null) {
      for (PGNotification each : heard) {
        if (each.getName().equals(statements.hints())) {
          nodeRows.told(each.getParameter());
        } else {
          take(each.getParameter());
        }
      }
    }
  }

  private void take(String text) {
    Optional<SignalText> read = SignalText.read(text);
    if (read.isEmpty()) {
      doubtful(); // of a later release: a hint to read
      return;
    }
    SignalText signal = read.get();
    boolean missed = groups.heard(signal.life(), signal.node(), signal.from(), signal.to());
    Signals to = signals;
    if (to != null) {
      signal
          .states()
          .forEach((channel, state) -> {
            if (watched.contains(channel)) {
              var _ = faults.run(() -> to.appended(channel, state, List.of()));
            }
          });
    }
    if (missed) {
      doubtful();
    }
    if (signal.node().equals(statements.node())) {
      ownHeard.accept(new GroupItem.GroupNumber(signal.life(), signal.to()));
    }
  }

  private void doubtful() {
    Signals to = signals;
    if (to != null) {
      var _ = faults.run(to::doubtful);
    }
  }

  void close() {
    closed.countDown();
    Connection connection = current;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException failure) {
        LOG.debug("the connection that listens could not be closed: {}", failure.getMessage());
      }
    }
  }
}
