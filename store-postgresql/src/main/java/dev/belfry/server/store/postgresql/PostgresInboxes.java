package dev.belfry.server.store.postgresql;

import dev.belfry.server.inbox.InboxUnavailable;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.store.inbox.InboxConnection;
import dev.belfry.server.store.inbox.InboxDatabase;
import dev.belfry.server.store.inbox.InboxGroup;
import dev.belfry.server.store.inbox.InboxWrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database as inboxes use it. One thread writes, a group of writes in each transaction; what
/// comes while one is under way goes into the next. Reads run on threads of the lanes, each in one
/// state of the database. Any thread asks.
final class PostgresInboxes implements InboxDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresInboxes.class);
  private static final int GROUP_MAX = 500;
  private static final long GROUP_BYTES_MAX = 1 << 20;
  private static final int TRIES = 3;

  /// Another transaction was in the way, and was let go first.
  private static final List<String> AGAIN = List.of("40P01", "40001");

  private static final String SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT "
          + PostgresInboxDialect.PLANS;

  private static final InboxUnavailable UNAVAILABLE =
      new InboxUnavailable("the store does not work now; try again later");

  private final Connections connections;
  private final PostgresInboxDialect dialect;
  private final EngineClock clock;
  private final Deadlines deadlines;
  private final Lane<Question<?>> reads;
  private final LinkedBlockingQueue<InboxWrite<?>> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final long waitingBytesMax;
  private final LogInterval troubleLog;
  private final Thread thread;
  private volatile boolean closed;

  /// What is read, and who waits for it.
  private record Question<T>(Reading<T> reading, CompletableFuture<T> answer)
      implements Lane.Question {
    void ask(InboxConnection connection) throws SQLException {
      answer.complete(reading.read(connection));
    }
  }

  PostgresInboxes(
      Connections connections,
      Executor lanes,
      PostgresSettings settings,
      String schema,
      EngineClock clock,
      Deadlines deadlines) {
    this.connections = connections;
    this.dialect = new PostgresInboxDialect(schema);
    this.clock = clock;
    this.deadlines = deadlines;
    this.waitingBytesMax = settings.waitingBytesMax();
    this.troubleLog = new LogInterval(clock);
    this.reads =
        new Lane<>(connections, lanes, new Lane.Width(settings.readers(), 1, 1), this::answer);
    this.thread = Thread.ofPlatform().name("belfry-postgresql-inbox").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public long nowMillis() {
    return clock.wallMillis();
  }

  // ---- reading

  @Override
  public <T> CompletionStage<T> read(Reading<T> reading) {
    Question<T> question = new Question<>(reading, deadlines.begin());
    reads.ask(question);
    return question.answer.exceptionallyCompose(
        failure -> CompletableFuture.failedStage(unavailable(failure)));
  }

  private InboxUnavailable unavailable(Throwable failure) {
    if (failure instanceof InboxUnavailable known) {
      return known;
    }
    if (troubleLog.isDue()) {
      LOG.warn("inboxes can't be used now: {}", failure.toString());
      LOG.debug("inboxes can't be used now", failure);
    }
    return UNAVAILABLE;
  }

  private void answer(Connection connection, List<Question<?>> questions) throws SQLException {
    connection.setAutoCommit(false);
    try (InboxConnection inboxes = new InboxConnection(connection, dialect)) {
      for (Question<?> question : questions) {
        try (Statement snapshot = connection.createStatement()) {
          snapshot.execute(SNAPSHOT);
        }
        question.ask(inboxes);
        connection.commit();
      }
    } finally {
      end(connection);
    }
  }

  /// Rolls back what is not committed. A connection that is broken is the pool's to replace.
  private static void end(Connection connection) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException broken) {
      LOG.debug("a connection is broken: {}", broken.getMessage());
    }
  }

  // ---- writing

  @Override
  public void write(InboxWrite<?> write) {
    CompletableFuture<Boolean> deadline = deadlines.begin();
    var _ = write.answer().whenComplete((_, _) -> deadline.complete(true));
    var _ =
        deadline.whenComplete((_, late) -> {
          if (late != null) {
            write.fail(UNAVAILABLE);
          }
        });
    if (closed || waitingBytes.addAndGet(write.bytes()) > waitingBytesMax) {
      waitingBytes.addAndGet(-write.bytes());
      write.fail(new InboxUnavailable("too much waits for the store; try again later"));
    } else {
      queue.add(write);
    }
  }

  private void run() {
    while (!closed) {
      try {
        commit(group(queue.take()));
      } catch (InterruptedException _) {
        // the loop's condition says whether this is the end
      } catch (RuntimeException | Error fault) {
        LOG.error("a group of writes to inboxes failed", fault);
      }
    }
  }

  private List<InboxWrite<?>> group(InboxWrite<?> first) {
    List<InboxWrite<?>> group = new ArrayList<>();
    long bytes = 0;
    for (InboxWrite<?> next = first; next != null; next = queue.poll()) {
      waitingBytes.addAndGet(-next.bytes());
      if (!next.answer().isDone()) {
        group.add(next);
        bytes += next.bytes();
      }
      if (group.size() == GROUP_MAX || bytes >= GROUP_BYTES_MAX) {
        break;
      }
    }
    return group;
  }

  private void commit(List<InboxWrite<?>> writes) {
    if (writes.isEmpty()) {
      return;
    }
    try {
      InboxGroup done = commit(writes, TRIES);
      done.committed();
      writes.forEach(InboxWrite::committed);
    } catch (SQLException | RuntimeException | Error failure) {
      if (writes.size() > 1 && dialect.concernsOne(failure)) {
        writes.forEach(write -> commit(List.of(write))); // only those fail that have to
        return;
      }
      InboxUnavailable why = unavailable(failure);
      writes.forEach(write -> write.fail(why));
    }
  }

  private InboxGroup commit(List<InboxWrite<?>> writes, int tries) throws SQLException {
    try (Connection connection = connections.borrow()) {
      return commit(connection, writes);
    } catch (SQLException failure) {
      if (tries > 1 && AGAIN.contains(failure.getSQLState())) {
        return commit(writes, tries - 1);
      }
      throw failure;
    }
  }

  private InboxGroup commit(Connection connection, List<InboxWrite<?>> writes) throws SQLException {
    connection.setAutoCommit(false);
    try (InboxConnection inboxes = new InboxConnection(connection, dialect)) {
      InboxGroup group = InboxGroup.perform(inboxes, writes);
      connection.commit();
      return group;
    } finally {
      end(connection);
    }
  }

  /// Begins no further group. What waits is failed by its deadline.
  void close() {
    closed = true;
    thread.interrupt();
  }

  /// Waits a while until it has ended, so that no statement is cut off.
  void await() {
    Ending.await(thread);
  }
}
