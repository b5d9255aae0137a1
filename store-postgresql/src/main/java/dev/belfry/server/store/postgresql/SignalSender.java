package dev.belfry.server.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells all nodes what this one has committed, on a thread and by a transaction of its own: within
/// the commit it would hold a lock on all who commit. What is committed while a signal is under way
/// goes into the next; what can't be told is told once the database is there again.
final class SignalSender {
  private static final Logger LOG = LoggerFactory.getLogger(SignalSender.class);

  /// Beyond, channels are not named: that groups are missing says enough.
  private static final int CHANNELS_MAX = 20_000;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Connections connections;
  private final Statements statements;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /// Guarded by the lock.
  private @Nullable SignalText waiting;

  private boolean closed;

  SignalSender(Connections connections, Statements statements) {
    this.connections = connections;
    this.statements = statements;
    this.thread =
        Thread.ofPlatform().name("belfry-postgresql-notify").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// A group is committed; in the order of their numbers.
  void committed(CommittedGroup group) {
    long seq = group.number().seq();
    String life = group.number().life();
    lock.lock();
    try {
      waiting = joined(waiting, new SignalText(statements.node(), life, seq, seq, group.states()));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Two signals as one: the first grows. Where the groups between them are unknown, or it would be
  /// too much, it is left out: that something is missing tells whoever listens to read.
  private static SignalText joined(@Nullable SignalText first, SignalText second) {
    if (first == null
        || !first.life().equals(second.life())
        || second.from() != first.to() + 1
        || first.states().size() + second.states().size() > CHANNELS_MAX) {
      return new SignalText(
          second.node(),
          second.life(),
          second.from(),
          second.to(),
          new LinkedHashMap<>(second.states()));
    }
    first.states().putAll(second.states());
    return new SignalText(second.node(), second.life(), first.from(), second.to(), first.states());
  }

  private void run() {
    SignalText next = take();
    while (next != null) {
      try {
        send(next);
      } catch (SQLException | RuntimeException failure) {
        LOG.debug("signals can't be sent now: {}", failure.getMessage());
        putBack(next);
      }
      next = take();
    }
  }

  private @Nullable SignalText take() {
    lock.lock();
    try {
      while (waiting == null && !closed) {
        changed.await();
      }
      SignalText next = waiting;
      waiting = null;
      return closed ? null : next;
    } catch (InterruptedException _) {
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void send(SignalText text) throws SQLException {
    try (Connection connection = connections.borrow();
        PreparedStatement call = connection.prepareStatement(statements.signal())) {
      call.setArray(1, connection.createArrayOf("text", text.write().toArray()));
      call.execute();
    }
  }

  private void putBack(SignalText unsent) {
    lock.lock();
    try {
      waiting = waiting == null ? unsent : joined(unsent, waiting);
      long leftNanos = PAUSE.toNanos();
      while (!closed && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
    } catch (InterruptedException _) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits a while until it has ended, so that no statement is cut off.
  void await() {
    Ending.await(thread);
  }
}
