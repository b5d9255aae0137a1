package dev.belfry.server.store.sql;

import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.LogInterval;
import dev.belfry.server.store.Tail;
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

/// The one who writes. All that waits goes into one transaction; answers and signals go out after
/// its commit. When a commit fails nothing is known for sure: the connection is given up, and until
/// a commit on a new one succeeds the store is broken. Then all that needs the database is answered
/// unavailable, and nothing waits for it; listeners of channels that are in mind come and go as
/// ever. Runs on one thread at a time, which owns the channels and the journal.
final class SqlWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlWriter.class);
  private static final Unavailable BROKEN =
      new Unavailable("the store does not work now; try again later");
  private static final Unavailable LEAVING = new Unavailable("the server is leaving");

  /// How long a commit shows that the next one will succeed too.
  private static final Duration BELIEVED = Duration.ofSeconds(1);

  private final DataFolder folder;
  private final Database database;
  private final Channels channels;
  private final Retention retention;
  private final Agenda agenda;
  private final Group.Tools tools;
  private final WorkQueue queue;
  private final Executor thread;
  private final Clock clock;
  private final AtomicBoolean awake = new AtomicBoolean();

  /// A database may fail and come back many times a second, and try so long as it is broken.
  private final LogInterval troubleLog;

  private boolean troubleTold;

  /// Null while the store is broken.
  private @Nullable Journal journal;

  /// When something was last written and committed, by the clock's nanoseconds.
  private long writtenNanos;

  SqlWriter(
      DataFolder folder,
      Database database,
      Journal journal,
      Channels channels,
      Agenda agenda,
      Group.Tools tools,
      WorkQueue queue,
      Executor thread,
      Clock clock) {
    this.folder = folder;
    this.database = database;
    this.journal = journal;
    this.channels = channels;
    this.retention = new Retention(channels, tools.idempotencyAgeMillis());
    this.agenda = agenda;
    this.tools = tools;
    this.queue = queue;
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
    takeOne();
    if (!queue.isEmpty() || ((retention.behind() || agenda.behind()) && journal != null)) {
      wake();
    }
  }

  private void takeOne() {
    List<Work> works = queue.take();
    for (Work work : works) {
      if (work instanceof Work.Sweep(Runnable taken)) {
        taken.run();
      }
    }
    Journal open = journal;
    if (open == null) {
      open = works.stream().anyMatch(Work.Sweep.class::isInstance) ? reopen() : null;
    }
    if (open == null) {
      works.forEach(this::doWithoutDatabase);
    } else {
      write(open, works);
    }
  }

  // ---- one group

  private void write(Journal open, List<Work> works) {
    Group group = new Group(open, tools, clock.wallMillis());
    int done = 0;
    try {
      open.begin();
      for (Work work : works) {
        perform(group, work);
        done++;
      }
      agenda.appendDue(group);
      retention.trim(group);
      group.commit();
      folder.check(); // a commit to files that are gone succeeds too
    } catch (SQLException
        | IOException
        | RuntimeException failure) { // a fault of ours leaves nobody waiting
      fail(open, failure);
      group.failed(queue, BROKEN);
      works.subList(done, works.size()).forEach(this::doWithoutDatabase);
      return;
    }
    if (group.wrote()) {
      writtenNanos = clock.nanos();
    }
    group.committed(queue);
    group.changed().forEach(channels::count);
    works.forEach(this::forgetIfIdle);
    channels.bound();
  }

  private void perform(Group group, Work work) throws SQLException {
    switch (work) {
      case Work.Append append -> append(group, append);
      case Work.Register register ->
          register(register, channels.load(group.journal(), register.channel()));
      case Work.Unregister unregister -> {
        unregister(unregister);
        SqlLog log = channels.known(unregister.channel());
        if (log != null) {
          letGo(group, log);
        }
      }
      case Work.Find find -> answer(find, channels.load(group.journal(), find.channel()));
      case Work.Ready ready -> ready(group, ready);
      case Work.LetGo(SqlLog log) -> letGo(group, log);
      case Work.Later later -> agenda.schedule(group, later);
      case Work.Cancel cancel -> agenda.cancel(group, cancel);
      case Work.Sweep _ -> {
        retention.sweep(group);
        agenda.look();
      }
    }
  }

  private void append(Group group, Work.Append append) throws SQLException {
    SqlLog log = channels.load(group.journal(), append.channel());
    if (log.holdsBack()) {
      log.hold(append);
    } else {
      group.append(log, append);
    }
  }

  /// Where one fails it is held still, and refused with the others that are.
  private static void letGo(Group group, SqlLog log) throws SQLException {
    for (Work.Append next = log.releasable(); next != null; next = log.releasable()) {
      group.append(log, next);
      var _ = log.removeHeld();
    }
  }

  /// Answers with this commit; where nothing was written for a while, it writes something.
  private void ready(Group group, Work.Ready ready) throws SQLException {
    if (clock.nanos() - writtenNanos >= BELIEVED.toNanos()) {
      group.probe();
    }
    group.answerLater(ready, () -> ready.answer(true));
  }

  private void register(Work.Register register, SqlLog log) {
    queue.answered(register);
    HeadListener listener = register.listener();
    Tail tail = log.tail();
    tail.listeners().add(listener);
    channels.count(log);
    long head = tail.head();
    listener.loop().execute(() -> listener.registered(tail, head));
  }

  private void unregister(Work.Unregister unregister) {
    SqlLog log = channels.known(unregister.channel());
    if (log != null) {
      log.tail().listeners().remove(unregister.listener());
      channels.count(log);
    }
  }

  private void answer(Work.Find find, SqlLog log) {
    queue.answered(find);
    find.answer(log.tail());
  }

  /// Whoever only looked, or has left, leaves nothing behind in memory.
  private void forgetIfIdle(Work work) {
    SqlLog log =
        switch (work) {
          case Work.Find find -> channels.known(find.channel());
          case Work.Unregister unregister -> channels.known(unregister.channel());
          case Work.Append _, Work.Later _, Work.Cancel _ -> null;
          case Work.Register _, Work.Ready _, Work.LetGo _, Work.Sweep _ -> null;
        };
    if (log != null) {
      channels.forgetIfIdle(log);
    }
  }

  // ---- when the database fails

  private void fail(Journal failed, Exception why) {
    if (troubleLog.isDue()) {
      LOG.error("the database failed; publishes to durable channels are refused", why);
      troubleTold = true;
    }
    journal = null;
    close(failed);
    for (SqlLog log : channels.all()) {
      for (Work.Append next = log.removeHeld(); next != null; next = log.removeHeld()) {
        queue.answered(next);
        next.answer(BROKEN);
      }
    }
  }

  private static void close(Journal failed) {
    try {
      failed.close();
    } catch (SQLException also) {
      LOG.debug("closing the failed connection failed too", also);
    }
  }

  private void doWithoutDatabase(Work work) {
    switch (work) {
      case Work.Register register -> {
        SqlLog known = channels.known(register.channel());
        if (known == null) {
          refuse(register);
        } else {
          register(register, known);
        }
      }
      case Work.Find find -> {
        SqlLog known = channels.known(find.channel());
        if (known == null) {
          refuse(find);
        } else {
          answer(find, known);
        }
      }
      case Work.Append _, Work.Later _, Work.Cancel _, Work.Ready _ -> refuse((Work.Bounded) work);
      case Work.Unregister unregister -> unregister(unregister);
      case Work.LetGo _, Work.Sweep _ -> {}
    }
  }

  private void refuse(Work.Bounded work) {
    queue.answered(work);
    work.refuse(BROKEN);
  }

  /// Opens the database again, commits something of its own, and reads anew what the database has.
  private @Nullable Journal reopen() {
    Journal opened = null;
    try {
      folder.checkDatabase();
      opened = new Journal(database.openToWrite());
      Identity.probeRoom(opened.connection());
      opened.begin();
      Identity.freeRoom(opened.connection());
      for (SqlLog log : channels.all()) {
        log.reset(opened.channel(log.channel().text()));
      }
      opened.commit();
      folder.opened();
    } catch (SQLException | IOException | RuntimeException still) {
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
    journal = opened;
    writtenNanos = clock.nanos();
    return opened;
  }

  // ---- the end

  /// Does what is left, refuses what is held back, and ends. Only once its thread has ended.
  void end() throws SQLException {
    while (!queue.isEmpty()) {
      takeOne();
    }
    for (SqlLog log : channels.all()) {
      for (Work.Append next = log.removeHeld(); next != null; next = log.removeHeld()) {
        queue.answered(next);
        next.answer(LEAVING);
      }
    }
    Journal open = journal;
    journal = null;
    if (open != null) {
      Identity.end(open.connection());
      open.close();
    }
  }
}
