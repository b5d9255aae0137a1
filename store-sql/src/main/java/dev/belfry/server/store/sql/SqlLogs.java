package dev.belfry.server.store.sql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.Inboxes;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.StoreFigures;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.Recurring;
import dev.belfry.server.store.DraftDigest;
import dev.belfry.server.store.DurableLogs;
import dev.belfry.server.store.MessageIds;
import dev.belfry.server.store.inbox.InboxSettings;
import dev.belfry.server.store.inbox.StoredInboxes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The durable logs of a server, and what is scheduled for them. Any loop asks; the writer does, on
/// its own thread.
final class SqlLogs implements DurableLogs {
  private static final Duration SWEEP_INTERVAL = Duration.ofMillis(250);
  private static final Duration DUE_INTERVAL = Duration.ofMillis(500);
  private static final Unavailable TOO_MANY =
      new Unavailable("too much waits for the store; try again later");
  private static final Unavailable LEAVING = new Unavailable("the server is leaving");

  private final DataFolder folder;
  private final SqlThreads threads;
  private final SqlReads reads;
  private final SqlWriter writer;
  private final TaskQueue queue;
  private final CommitFigures commits = new CommitFigures();
  private final SqlInboxDatabase inboxDatabase;
  private final KnownChannels known;
  private final StoredInboxes inboxes;
  private final AtomicBoolean sweepWaits = new AtomicBoolean();

  /// Set before anything can come due.
  private volatile BiConsumer<ChannelName, Draft> elsewhere = (_, _) -> {};

  private volatile @Nullable Recurring upkeep;
  private volatile @Nullable Recurring inboxUpkeep;
  private volatile boolean closed;

  /// What a store is made of beside its folder.
  ///
  /// @param boot which boot of the machine this is
  /// @param random for epochs and message ids
  record Parts(
      Sync sync, SqlBounds bounds, SqlThreads threads, String boot, RandomGenerator random) {}

  private SqlLogs(
      DataFolder folder, Database database, ChannelPolicies policies, Parts parts, Clock clock)
      throws SQLException, IOException {
    SqlBounds bounds = parts.bounds();
    this.folder = folder;
    this.threads = parts.threads();
    this.reads = new SqlReads(database, threads.readers(), clock);
    this.queue = new TaskQueue(bounds.appendsWaitingMax(), bounds.appendsWaitingBytesMax());
    this.inboxDatabase =
        new SqlInboxDatabase(
            database, threads.readers(), write -> offer(new InboxTask(write)), clock);
    WriteConnection connection =
        new WriteConnection(
            database.openToWrite(), database.dialect(), database.inboxDialect(clock));
    String epoch = Identity.begin(connection.jdbc(), parts.sync(), parts.boot(), parts.random());
    database.opened();
    MessageIds ids = MessageIds.of(parts.random(), clock);
    this.inboxes = new StoredInboxes(inboxDatabase, inboxSettings(parts, clock));
    SqlLog.Context context =
        new SqlLog.Context(Epoch.first(epoch), clock, reads, log -> add(new ReleaseTask(log)));
    Channels channels = new Channels(policies, context, bounds.tailBytesMax());
    this.known = channels.known();
    DueMessages due = new DueMessages(channels, bounds.schedule(), this::publishElsewhere);
    long idempotencyAgeMillis = bounds.idempotencyAge().toMillis();
    Retention retention = new Retention(channels, idempotencyAgeMillis);
    this.writer =
        new SqlWriter(
            database,
            connection,
            new WriterState(
                channels, retention, due, queue, commits, new FaultGuard("answering", clock)),
            new CommitGroup.Tools(epoch, ids, new DraftDigest(), idempotencyAgeMillis),
            this::letReadersGo,
            threads.writer(),
            clock);
  }

  /// Ids are given by the writer alone, when it writes.
  private static InboxSettings inboxSettings(Parts parts, Clock clock) {
    SqlBounds bounds = parts.bounds();
    MessageIds ids = MessageIds.of(parts.random(), clock);
    return new InboxSettings(
        ids::next,
        0,
        bounds.idempotencyAge(),
        Duration.ZERO,
        bounds.lockedCategories(),
        bounds.schedule(),
        bounds.inboxIndexBytesMax(),
        bounds.inboxAges(),
        clock);
  }

  /// Opens the store in a folder, and makes it where it is not there.
  ///
  /// @throws IOException where another server has the folder, or it can't be read or written
  static SqlLogs open(
      Path folder,
      ChannelPolicies policies,
      Sync sync,
      SqlBounds bounds,
      Clock clock,
      RandomGenerator random)
      throws IOException {
    SqlThreads threads = SqlThreads.start(bounds.readers());
    try {
      return open(
          folder, policies, new Parts(sync, bounds, threads, Identity.thisBoot(), random), clock);
    } catch (IOException | RuntimeException failure) {
      threads.stop().run();
      throw failure;
    }
  }

  static SqlLogs open(Path path, ChannelPolicies policies, Parts parts, Clock clock)
      throws IOException {
    DataFolder folder = DataFolder.take(path);
    try {
      Database database = new SqliteDatabase(folder, parts.sync());
      database.migrate();
      return new SqlLogs(folder, database, policies, parts, clock);
    } catch (SQLException unusable) {
      folder.close();
      throw new IOException(
          "the database " + folder.database() + " can't be used: " + reasonOf(unusable), unusable);
    }
  }

  /// The database's own words. What carries them on adds paragraphs.
  private static String reasonOf(Throwable unusable) {
    Throwable deepest = unusable;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void start(Loop timer, Logs others) {
    elsewhere =
        (channel, draft) -> timer.execute(() -> others.append(channel, draft, timer, _ -> {}));
    upkeep = Recurring.start("the store's upkeep", timer, SWEEP_INTERVAL, this::sweep);
    inboxUpkeep = Recurring.start("looking for what is due", timer, DUE_INTERVAL, this::lookForDue);
  }

  private void publishElsewhere(ChannelName channel, Draft draft) {
    elsewhere.accept(channel, draft);
  }

  private void letReadersGo() {
    reads.letGo();
    inboxDatabase.letGo();
  }

  private void lookForDue() {
    if (!closed) {
      var _ = inboxes.look();
    }
  }

  @Override
  public Inboxes inboxes() {
    return inboxes;
  }

  private void sweep() {
    if (!closed && sweepWaits.compareAndSet(false, true)) {
      add(new SweepTask(() -> sweepWaits.set(false)));
    }
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    offer(new AppendTask(channel, draft, caller, then));
  }

  @Override
  public void schedule(Entry entry, Loop caller, Consumer<Outcome> then) {
    offer(new ScheduleTask(entry, caller, then));
  }

  @Override
  public void cancel(Ulid id, CancelGuard guard, Loop caller, Consumer<Cancellation> then) {
    offer(new CancelTask(id, guard, caller, then));
  }

  private void offer(WriterTask.Bounded task) {
    if (closed) {
      task.refuse(LEAVING);
    } else if (queue.offer(task)) {
      writer.wake();
    } else {
      task.refuse(TOO_MANY);
    }
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    offer(new RegisterTask(channel, listener));
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    add(new UnregisterTask(channel, listener));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    offer(new FindTask(channel, caller, then));
  }

  private void add(WriterTask task) {
    queue.add(task);
    writer.wake();
  }

  @Override
  public StoreFigures figures() {
    return commits.figures(queue);
  }

  @Override
  public KnownChannels known() {
    return known;
  }

  @Override
  public void ready(Loop caller, Consumer<Boolean> then) {
    offer(new ReadyTask(caller, then));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Recurring sweeps = upkeep;
    if (sweeps != null) {
      sweeps.end();
    }
    Recurring looks = inboxUpkeep;
    if (looks != null) {
      looks.end();
    }
    threads.stop().run();
    try (folder) {
      writer.end();
      reads.close();
      inboxDatabase.close();
    } catch (SQLException failure) {
      throw new IOException("the database could not be closed: " + failure.getMessage(), failure);
    }
  }
}
