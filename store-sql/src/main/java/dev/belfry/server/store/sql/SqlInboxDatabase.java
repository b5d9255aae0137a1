package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxUnavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDatabase;
import dev.belfry.server.store.inbox.InboxWrite;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database as inboxes use it: reads on threads that may wait, each in one state of the
/// database; writes by the writer. Any thread asks.
final class SqlInboxDatabase implements InboxDatabase, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlInboxDatabase.class);
  private static final int WAITING_MAX = 10_000;

  private final Executor threads;
  private final Consumer<InboxWrite<?>> writes;
  private final Clock clock;
  private final IdleConnections<InboxConnection> connections;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LogInterval troubleLog;
  private volatile boolean closed;

  /// @param writes takes what is to be written
  SqlInboxDatabase(
      Database database, Executor threads, Consumer<InboxWrite<?>> writes, Clock clock) {
    this.connections = new IdleConnections<>(new Inboxes(database, clock));
    this.threads = threads;
    this.writes = writes;
    this.clock = clock;
    this.troubleLog = new LogInterval(clock);
  }

  @Override
  public long nowMillis() {
    return clock.wallMillis();
  }

  @Override
  public void write(InboxWrite<?> write) {
    writes.accept(write);
  }

  @Override
  public <T> CompletionStage<T> read(Reading<T> reading) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (closed || waiting.incrementAndGet() > WAITING_MAX) {
      waiting.decrementAndGet();
      answer.completeExceptionally(
          new InboxUnavailable("too much waits for the store; try again later"));
      return answer;
    }
    try {
      threads.execute(() -> answer(reading, answer));
    } catch (RejectedExecutionException ended) {
      waiting.decrementAndGet();
      answer.completeExceptionally(new InboxUnavailable("the server is leaving"));
    }
    return answer;
  }

  private <T> void answer(Reading<T> reading, CompletableFuture<T> answer) {
    T result;
    try {
      result = connections.ask(reading::read);
    } catch (SQLException | RuntimeException | Error failure) { // leaves nobody waiting
      waiting.decrementAndGet();
      failed(failure, answer);
      return;
    }
    waiting.decrementAndGet();
    answer.complete(result);
  }

  private void failed(Throwable failure, CompletableFuture<?> answer) {
    if (failure instanceof InboxUnavailable) {
      answer.completeExceptionally(failure);
      return;
    }
    if (troubleLog.isDue()) {
      LOG.error("a read of inboxes failed", failure);
    }
    answer.completeExceptionally(
        new InboxUnavailable("the store can't be read now; try again later"));
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

  /// Connections to read inboxes; their statements go with them.
  private record Inboxes(Database database, Clock clock)
      implements IdleConnections.Kind<InboxConnection> {
    @Override
    public InboxConnection open() throws SQLException {
      return new InboxConnection(database.openToRead(), database.inboxDialect(clock));
    }

    @Override
    public void end(InboxConnection connection) throws SQLException {
      connection.jdbc().commit();
    }

    @Override
    public void close(InboxConnection connection) throws SQLException {
      connection.jdbc().close();
    }
  }
}
