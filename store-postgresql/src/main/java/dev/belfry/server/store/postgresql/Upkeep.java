package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.NodeTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes out what is kept no longer, in short steps: channels that this node has made too large at
/// once, and all others in turn, which one node does at a time.
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long TRIM_MILLIS = 250;
  private static final long SWEEP_MILLIS = 1_000;

  /// Channels that wait to be trimmed; those beyond are found in their turn.
  private static final int OVER_MAX = 10_000;

  private static final int CHANNELS_PER_TRIM = 32;
  private static final int CHANNELS_PER_SWEEP = 1_000;
  private static final int ROWS_PER_CHANNEL = 1_000;
  private static final int ROWS_PER_EXPIRY = 2_000;
  private static final int STEPS_MAX = 50;

  private final Connections connections;
  private final Statements statements;
  private final ScheduledExecutorService thread;
  private final Set<ChannelName> over = ConcurrentHashMap.newKeySet();

  /// The id of the channel that was looked at last; the thread's own.
  private long sweptThrough;

  Upkeep(Connections connections, Statements statements, ScheduledExecutorService thread) {
    this.connections = connections;
    this.statements = statements;
    this.thread = thread;
  }

  void start() {
    recur(this::trim, TRIM_MILLIS);
    recur(this::sweep, SWEEP_MILLIS);
  }

  private interface Step {
    void take() throws SQLException;
  }

  private void recur(Step step, long millis) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                step.take();
              } catch (SQLException away) {
                LOG.debug("retention can't go on now: {}", away.getMessage());
              } catch (RuntimeException fault) {
                LOG.error("retention failed; it is tried again", fault);
              }
            },
            millis,
            millis,
            TimeUnit.MILLISECONDS);
  }

  /// Channels have more than their policies keep. Any thread.
  void over(Collection<ChannelName> channels) {
    if (over.size() < OVER_MAX) {
      over.addAll(channels);
    }
  }

  /// Trims what is known to be too large.
  void trim() throws SQLException {
    for (int step = 0; step < STEPS_MAX && !over.isEmpty(); step++) {
      Object[] names = someOver();
      try (Connection connection = connections.borrow();
          PreparedStatement call = connection.prepareStatement(statements.trim())) {
        call.setArray(1, connection.createArrayOf("text", names));
        call.setInt(2, ROWS_PER_CHANNEL);
        boolean more;
        do {
          more = answer(call);
          step++;
        } while (more && step < STEPS_MAX);
      }
    }
  }

  private Object[] someOver() {
    Object[] names = new Object[Math.min(CHANNELS_PER_TRIM, over.size())];
    Iterator<ChannelName> all = over.iterator();
    for (int i = 0; i < names.length && all.hasNext(); i++) {
      names[i] = all.next().text();
      all.remove();
    }
    return names;
  }

  private static boolean answer(PreparedStatement call) throws SQLException {
    try (ResultSet row = call.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /// Looks at the next channels, and at what expires.
  void sweep() throws SQLException {
    try (Connection connection = connections.borrow()) {
      retain(connection);
      expire(connection);
      sweepNodes(connection);
    }
  }

  private void sweepNodes(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.sweepNodes())) {
      call.setLong(1, NodeTable.REMOVED_AFTER.toMillis());
      call.execute();
    }
    try (PreparedStatement call = connection.prepareStatement(statements.sweepPresence())) {
      call.setInt(1, ROWS_PER_EXPIRY);
      boolean more = true;
      for (int step = 0; more && step < STEPS_MAX; step++) {
        more = answer(call);
      }
    }
  }

  private void retain(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.retain())) {
      call.setLong(1, sweptThrough);
      call.setInt(2, CHANNELS_PER_SWEEP);
      call.setInt(3, ROWS_PER_CHANNEL);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        long reached = row.getLong(1);
        sweptThrough = row.wasNull() ? sweptThrough : reached;
      }
    }
  }

  private void expire(Connection connection) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.expire())) {
      call.setLong(1, statements.idempotencyAgeMillis());
      call.setInt(2, ROWS_PER_EXPIRY);
      boolean more = true;
      for (int step = 0; more && step < STEPS_MAX; step++) {
        more = answer(call);
      }
    }
  }
}
