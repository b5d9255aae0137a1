package dev.belfry.server.store.sql;

import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.runtime.Loop;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
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

  private final Database database;
  private final Executor threads;
  private final Clock clock;
  private final ConcurrentLinkedQueue<ReadConnection> idle = new ConcurrentLinkedQueue<>();
  private final AtomicLong life = new AtomicLong();
  private final LogInterval troubleLog;
  private volatile boolean closed;

  SqlReads(Database database, Executor threads, Clock clock) {
    this.database = database;
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

  /// One question to the database.
  private interface Question<T> {
    T ask(ReadConnection connection) throws SQLException;
  }

  private <T> void answer(
      Question<? extends T> question, T unreadable, Loop loop, Consumer<? super T> then) {
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

  private <T> T answerNow(Question<? extends T> question, T unreadable) {
    try {
      return ask(question);
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

  /// The database has failed: what is open of it would keep it as it was. Connections that are in
  /// use go once they are not.
  void letGo() {
    life.incrementAndGet();
    for (ReadConnection each = idle.poll(); each != null; each = idle.poll()) {
      try {
        each.close();
      } catch (SQLException failure) {
        LOG.debug("closing a connection failed: {}", failure.getMessage());
      }
    }
  }

  private <T> T ask(Question<T> question) throws SQLException {
    long lifeThen = life.get();
    ReadConnection connection = idle.poll();
    if (connection == null) {
      connection = new ReadConnection(database.openToRead());
    }
    try {
      T answer = question.ask(connection);
      connection.end();
      if (life.get() == lifeThen) {
        idle.add(connection);
      } else {
        connection.close();
      }
      return answer;
    } catch (SQLException | RuntimeException | Error failure) {
      connection.close();
      throw failure;
    }
  }

  /// Ends all connections; only once the threads have ended.
  @Override
  public void close() throws SQLException {
    closed = true;
    for (ReadConnection each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }
}
