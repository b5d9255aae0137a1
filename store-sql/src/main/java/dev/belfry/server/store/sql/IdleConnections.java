package dev.belfry.server.store.sql;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections for reading, which are kept for whoever reads next: as many as ever read at once.
/// Any thread reads.
///
/// @param <C> what is used of one
final class IdleConnections<C> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdleConnections.class);

  /// How connections are made and unmade.
  interface Kind<C> {
    C open() throws SQLException;

    /// Ends what was read, so that the next read sees what is new.
    void end(C connection) throws SQLException;

    void close(C connection) throws SQLException;
  }

  /// A question to the database.
  interface Question<C, T> {
    T ask(C connection) throws SQLException;
  }

  private final Kind<C> kind;
  private final ConcurrentLinkedQueue<C> idle = new ConcurrentLinkedQueue<>();
  private final AtomicLong life = new AtomicLong();

  IdleConnections(Kind<C> kind) {
    this.kind = kind;
  }

  /// Asks on a connection that nobody uses. One on which a question fails is not used again.
  <T> T ask(Question<C, T> question) throws SQLException {
    long lifeThen = life.get();
    C free = idle.poll();
    C connection = free == null ? kind.open() : free;
    try {
      T answer = question.ask(connection);
      kind.end(connection);
      if (life.get() == lifeThen) {
        idle.add(connection);
      } else {
        kind.close(connection);
      }
      return answer;
    } catch (SQLException | RuntimeException | Error failure) {
      kind.close(connection);
      throw failure;
    }
  }

  /// The database has failed: what is open of it would keep it as it was. Connections that are in
  /// use go once they are not.
  void letGo() {
    life.incrementAndGet();
    for (C each = idle.poll(); each != null; each = idle.poll()) {
      try {
        kind.close(each);
      } catch (SQLException failure) {
        LOG.debug("closing a connection failed: {}", failure.getMessage());
      }
    }
  }

  /// Ends all connections; only once nobody reads any more.
  @Override
  public void close() throws SQLException {
    for (C each = idle.poll(); each != null; each = idle.poll()) {
      kind.close(each);
    }
  }
}
