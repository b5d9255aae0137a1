package dev.belfry.server.store.sql;

import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LogInterval;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer of a store: all tasks that wait go into one transaction; answers and signals go out
/// after its commit. When a commit fails nothing is known for sure: the connection is given up, and
/// until a commit on a new one succeeds the store is broken. Then all that needs the database is
/// answered unavailable, and nothing waits for it; listeners of channels that are in memory come
/// and go as ever. Runs on one thread at a time, which owns the channels and the connection.
final class SqlWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlWriter.class);
  private static final Unavailable BROKEN =
      new Unavailable("the store does not work now; try again later");
  private static final Unavailable LEAVING = new Unavailable("the server is leaving");

  /// How long a commit shows that the next one will succeed too.
  private static final Duration BELIEVED = Duration.ofSeconds(1);

  private final Database database;
  private final WriterState state;
  private final CommitGroup.Tools tools;
  private final Runnable readers;
  private final Executor thread;
  private final Clock clock;
  private final AtomicBoolean awake = new AtomicBoolean();

  /// A database may fail and come back many times a second, and try so long as it is broken.
  private final LogInterval troubleLog;

  private boolean troubleTold;

  /// Null while the store is broken.
  private @Nullable WriteConnection connection;

  /// When something was last written and committed, by the clock's nanoseconds.
  private long writtenNanos;

  /// @param readers lets go of all connections that read
  SqlWriter(
      Database database,
      WriteConnection connection,
      WriterState state,
      CommitGroup.Tools tools,
      Runnable readers,
      Executor thread,
      Clock clock) {
    this.database = database;
    this.connection = connection;
    this.state = state;
    this.tools = tools;
    this.readers = readers;
    this.thread = thread;
    this.clock = clock;
    this.troubleLog = new LogInterval(clock);
    this.writtenNanos = clock.nanos();
  }

  /// There is work. Any thread calls it after it has added some.
  void wake() {
    if (awake.compareAndSet(false, true)) {
      try {
        thread.execute(this);
      } catch (RejectedExecutionException ended) {
        LOG.debug("the writer has ended; what is left is done by the one who closes");
      }
    }
  }

  @Override
  public void run() {
    awake.set(false); // before it takes, so that whoever adds after that wakes it again
    try {
      takeOne();
    } finally {
      boolean behind = state.retention().behind() || state.dueMessages().behind();
      if (!state.queue().isEmpty() || (behind && connection != null)) {
        wake();
      }
    }
  }

  private void takeOne() {
    List<WriterTask> tasks = state.queue().take();
    WriteConnection open = connection;
    if (open == null) {
      open = tasks.stream().anyMatch(WriterTask::reopensDatabase) ? reopen() : null;
    }
    if (open == null) {
      tasks.forEach(this::performWithoutDatabase);
    } else {
      write(open, tasks);
    }
  }

  private void write(WriteConnection open, List<WriterTask> tasks) {
    long begunNanos = clock.nanos();
    boolean writtenLately = begunNanos - writtenNanos < BELIEVED.toNanos();
    CommitGroup group = new CommitGroup(open, state, tools, clock.wallMillis(), writtenLately);
    int done = 0;
    try {
      open.begin();
      for (WriterTask task : tasks) {
        task.perform(group);
        done++;
      }
      state.dueMessages().appendDue(group);
      state.retention().trim(group);
      group.commit();
      database.check(); // a commit to files that are gone succeeds too
    } catch (SQLException
        | IOException
        | RuntimeException
        | Error failure) { // a fault of ours leaves nobody waiting
      fail(open, failure);
      group.failed(BROKEN);
      tasks.subList(done, tasks.size()).forEach(this::performWithoutDatabase);
      return;
    }
    if (group.wrote()) {
      writtenNanos = clock.nanos();
      state.figures().committed(writtenNanos - begunNanos, group.appends());
    }
    group.committed();
    var _ = state.answers().run(state.channels()::bound);
  }

  // ---- when the database fails

  private void fail(WriteConnection failed, Throwable why) {
    if (troubleLog.isDue()) {
      LOG.error("the database failed; publishes to durable channels are refused", why);
      troubleTold = true;
    }
    connection = null;
    close(failed);
    readers.run();
    refuseHeld(BROKEN);
  }

  private void refuseHeld(Unavailable why) {
    for (SqlLog log : state.channels().all()) {
      log.refuseHeld(state, why);
    }
  }

  private void performWithoutDatabase(WriterTask task) {
    var _ = state.answers().run(() -> task.performWithoutDatabase(state, BROKEN));
  }

  private WriteConnection openToWrite() throws SQLException {
    return new WriteConnection(
        database.openToWrite(), database.dialect(), database.inboxDialect(clock));
  }

  private static void close(WriteConnection failed) {
    try {
      failed.close();
    } catch (SQLException | RuntimeException also) {
      LOG.debug("closing the failed connection failed too", also);
    }
  }

  /// Opens the database again, commits something of its own, and reads anew what the database has.
  private @Nullable WriteConnection reopen() {
    WriteConnection opened = null;
    try {
      readers.run();
      database.checkBeforeOpening();
      opened = openToWrite();
      Identity.probeRoom(opened.jdbc());
      opened.begin();
      Identity.freeRoom(opened.jdbc());
      for (SqlLog log : state.channels().all()) {
        log.reset(opened.channel(log.channel().text()));
      }
      opened.commit();
      database.opened();
    } catch (SQLException | IOException | RuntimeException | Error still) {
      if (troubleLog.isDue()) {
        LOG.warn("the database still fails: {}", String.valueOf(still.getMessage()));
        troubleTold = true;
      }
      if (opened != null) {
        close(opened);
      }
      return null;
    }
    if (troubleTold) {
      LOG.info("the database works again");
      troubleTold = false;
    }
    connection = opened;
    writtenNanos = clock.nanos();
    return opened;
  }

  // ---- the end

  /// Does what is left, refuses what is held back, and ends. Only once its thread has ended.
  void end() throws SQLException {
    while (!state.queue().isEmpty()) {
      takeOne();
    }
    refuseHeld(LEAVING);
    WriteConnection open = connection;
    connection = null;
    if (open != null) {
      Identity.end(open.jdbc());
      open.close();
    }
  }
}
