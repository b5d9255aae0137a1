package dev.belfry.server.store.sql;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads from the database on threads that may wait, and answers on the caller's loop. Any loop may
/// ask; there are as many connections as threads. A read that fails is answered so: who still wants
/// it asks again.
final class SqlReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlReads.class);
  private static final Unavailable UNREADABLE =
      new Unavailable("the store can't be read now; try again later");

  private final Executor threads;
  private final Clock clock;
  private final IdleConnections<ReadConnection> connections;
  private final LogInterval troubleLog;
  private volatile boolean closed;

  SqlReads(Database database, Executor threads, Clock clock) {
    this.connections = new IdleConnections<>(new Reading(database));
    this.threads = threads;
    this.clock = clock;
    this.troubleLog = new LogInterval(clock);
  }

  void read(SqlLog log, long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
    answer(
        connection -> connection.read(log.id(), after, through, bytesMax, clock.wallMillis()),
        UNREADABLE,
        loop,
        then);
  }

  void beforeLast(SqlLog log, int count, Loop loop, Consumer<ChannelLog.Located> then) {
    long head = log.tail().head();
    answer(
        connection -> {
          long cursor = connection.beforeLast(log.id(), head, count, clock.wallMillis());
          return new ChannelLog.Start(Math.max(cursor, log.trimmedThrough()), null);
        },
        UNREADABLE,
        loop,
        then);
  }

  void beforeTime(SqlLog log, long timeMillis, Loop loop, Consumer<ChannelLog.Located> then) {
    long head = log.tail().head();
    answer(
        connection -> {
          long cursor = connection.beforeTime(log.id(), log.trimmedThrough(), head, timeMillis);
          return new ChannelLog.Start(Math.max(cursor, log.trimmedThrough()), null);
        },
        UNREADABLE,
        loop,
        then);
  }

  private <T> void answer(
      IdleConnections.Question<ReadConnection, ? extends T> question,
      T unreadable,
      Loop loop,
      Consumer<? super T> then) {
    try {
      threads.execute(() -> {
        T answer = answerNow(question, unreadable);
        if (!closed) {
          loop.execute(() -> then.accept(answer));
        }
      });
    } catch (RejectedExecutionException ended) {
      if (!closed) {
        throw ended;
      }
    }
  }

  private <T> T answerNow(
      IdleConnections.Question<ReadConnection, ? extends T> question, T unreadable) {
    try {
      return connections.ask(question);
    } catch (SQLException failure) {
      if (troubleLog.isDue()) {
        LOG.warn("reads of the database fail: {}", failure.getMessage());
      }
      return unreadable;
    } catch (RuntimeException | Error bug) { // a fault of ours leaves nobody waiting
      LOG.error("a read of the database failed", bug);
      return unreadable;
    }
  }

  /// The database has failed: what is open of it would keep it as it was.
  void letGo() {
    connections.letGo();
  }

  /// Ends all connections; only once the threads have ended.
  @Override
  public void close() throws SQLException {
    closed = true;
    connections.close();
  }

  /// Connections to read messages.
  private record Reading(Database database) implements IdleConnections.Kind<ReadConnection> {
    @Override
    public ReadConnection open() throws SQLException {
      return new ReadConnection(database.openToRead());
    }

    @Override
    public void end(ReadConnection connection) throws SQLException {
      connection.end();
    }

    @Override
    public void close(ReadConnection connection) throws SQLException {
      connection.close();
    }
  }
}
