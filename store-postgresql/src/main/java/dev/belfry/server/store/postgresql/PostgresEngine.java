package dev.belfry.server.store.postgresql;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.cluster.NodeTable;
import dev.belfry.server.cluster.PresenceTable;
import dev.belfry.server.inbox.SharedInboxes;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Schedule;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.store.Epochs;
import dev.belfry.server.store.inbox.InboxSettings;
import dev.belfry.server.store.inbox.StoredInboxes;
import dev.belfry.server.store.shared.Appending;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.ControlState;
import dev.belfry.server.store.shared.Engine;
import dev.belfry.server.store.shared.GivenIds;
import dev.belfry.server.store.shared.Page;
import dev.belfry.server.store.shared.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's use of channels in PostgreSQL, of one durability. Threads of its own wait for the
/// database: one appends, one listens, one signals, one trims, and some read.
final class PostgresEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);

  /// Threads that use the pool beside those that read messages: appending, signalling, retention,
  /// states, places, scheduling, taking back, rows of nodes, hints, presence, control.
  private static final int OTHER_CONNECTIONS = 13;

  private static final long DUE_MILLIS = 500;

  /// A hint about a shared feed that got lost is found within two of these.
  private static final long CHECK_MILLIS = 2_000;

  private static final long MIGRATION_MILLIS = 1_000;

  /// After a node has done nothing for so long on work that takes many steps, another one does.
  private static final Duration CHORE_PATIENCE = Duration.ofSeconds(5);

  private final Connections connections;
  private final EngineClock clock;
  private final ScheduledExecutorService timer = thread("belfry-postgresql-timer");
  private final ScheduledExecutorService upkeepThread = thread("belfry-postgresql-upkeep");
  private final ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor();
  private final Deadlines deadlines;
  private final Appends appends;
  private final Reads reads;
  private final ScheduledMessages scheduled;
  private final PostgresControl control;
  private final NodeRows nodeRows;
  private final PresenceRows presence;
  private final @Nullable PostgresInboxes inboxDatabase;
  private final @Nullable StoredInboxes inboxes;
  private final SignalSender sender;
  private final SignalListener listener;
  private final Readiness readiness;
  private final Upkeep upkeep;

  private PostgresEngine(
      PostgresSettings settings, Durability durability, Clock own, RandomGenerator random) {
    String schema = durability.schema(settings.schema());
    this.connections = Connections.open(settings, connectionsOf(settings, durability));
    this.clock = new EngineClock(own);
    this.deadlines = new Deadlines(settings.timeout(), timer);
    long keysMillis = settings.idempotencyAge().toMillis();
    Statements statements = new Statements(schema, Epochs.fresh(random), keysMillis);
    GivenIds ids = new GivenIds(random, clock);
    this.upkeep = new Upkeep(connections, statements, upkeepThread);
    this.sender = new SignalSender(connections, statements);
    this.appends = appendsOf(settings, statements, ids);
    this.reads = new Reads(connections, lanes, statements, deadlines, settings.readers());
    var tools = new ScheduledMessages.Tools(settings.schedule(), ids, clock, deadlines);
    this.scheduled = new ScheduledMessages(connections, lanes, statements, tools);
    this.control = new PostgresControl(connections, lanes, statements, deadlines);
    if (durability == Durability.DURABLE) {
      inboxDatabase = new PostgresInboxes(connections, lanes, settings, schema, clock, deadlines);
      inboxes = new StoredInboxes(inboxDatabase, inboxSettings(settings, statements, ids, clock));
    } else {
      inboxDatabase = null;
      inboxes = null;
    }
    this.nodeRows = new NodeRows(connections, lanes, statements, deadlines, clock);
    this.presence = new PresenceRows(connections, lanes, statements, deadlines);
    this.readiness = new Readiness(appends::probe, deadlines);
    this.listener =
        new SignalListener(
            new SignalListener.Parts(
                connections,
                statements,
                clock,
                readiness::again,
                readiness::heard,
                nodeRows,
                random));
  }

  private Appends appendsOf(PostgresSettings settings, Statements statements, GivenIds ids) {
    return new Appends(
        new Appends.Parts(
            connections,
            statements,
            ids,
            clock,
            deadlines,
            settings.waitingBytesMax(),
            this::committed));
  }

  private static int connectionsOf(PostgresSettings settings, Durability durability) {
    int inboxes = durability == Durability.DURABLE ? settings.readers() + 1 : 0;
    return settings.readers() + OTHER_CONNECTIONS + inboxes;
  }

  private static InboxSettings inboxSettings(
      PostgresSettings settings, Statements statements, GivenIds ids, EngineClock clock) {
    return new InboxSettings(
        ids::next,
        Math.floorMod(statements.node().hashCode(), InboxSettings.SLOTS),
        settings.idempotencyAge(),
        CHORE_PATIENCE,
        settings.inboxes().lockedCategories(),
        settings.schedule(),
        settings.inboxes().indexBytesMax(),
        settings.inboxes().ages(),
        clock);
  }

  /// Brings the schema up to date, and connects; where the database is not there for now, as soon
  /// as it is.
  ///
  /// @param own the clock by which drafts expire
  /// @param random for ids; any thread may use it, and it is secure where ids must not be guessed
  /// @throws IOException where the database can't be used, and will not be
  static PostgresEngine open(
      PostgresSettings settings, Durability durability, Clock own, RandomGenerator random)
      throws IOException {
    Migration migration = new Migration(settings, durability);
    boolean migrated = migration.run();
    PostgresEngine engine = new PostgresEngine(settings, durability, own, random);
    if (!migrated) {
      LOG.warn("the database {} can't be reached now; it is tried again", settings);
      engine.migrateLater(migration);
    }
    return engine;
  }

  private void migrateLater(Migration migration) {
    var _ =
        upkeepThread.schedule(
            () -> {
              try {
                if (!migration.run()) {
                  migrateLater(migration);
                }
              } catch (IOException | RuntimeException unusable) {
                LOG.error("{}; it is tried again", unusable.getMessage());
                migrateLater(migration);
              }
            },
            MIGRATION_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon().factory());
  }

  private void committed(CommittedGroup group) {
    sender.committed(group);
    if (!group.over().isEmpty()) {
      upkeep.over(group.over());
    }
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Optional<SharedInboxes> inboxes() {
    return Optional.ofNullable(inboxes);
  }

  @Override
  public NodeTable nodes() {
    return nodeRows;
  }

  @Override
  public PresenceTable presence() {
    return presence;
  }

  @Override
  public void start(Signals signals) {
    sender.start();
    listener.start(signals);
    appends.start();
    upkeep.start();
    StoredInboxes kept = inboxes;
    if (inboxDatabase != null && kept != null) {
      inboxDatabase.start();
      var _ =
          timer.scheduleWithFixedDelay(
              () -> {
                var _ = kept.check();
              },
              0,
              CHECK_MILLIS,
              TimeUnit.MILLISECONDS);
      var _ =
          timer.scheduleWithFixedDelay(
              () -> {
                var _ = kept.look();
              },
              DUE_MILLIS,
              DUE_MILLIS,
              TimeUnit.MILLISECONDS);
    }
    var _ =
        timer.scheduleWithFixedDelay(appends::due, DUE_MILLIS, DUE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<Appending> append(ChannelName channel, ChannelPolicy policy, Draft draft) {
    return appends.append(channel, policy, draft);
  }

  @Override
  public CompletionStage<ChannelState> watch(ChannelName channel, ChannelPolicy policy) {
    listener.watch(channel);
    return reads.states(List.of(channel)).thenApply(states -> stateOf(channel, states));
  }

  private static ChannelState stateOf(ChannelName channel, Map<ChannelName, ChannelState> states) {
    ChannelState state = states.get(channel);
    if (state == null) {
      throw new IllegalStateException("no state of " + channel);
    }
    return state;
  }

  @Override
  public void unwatch(ChannelName channel) {
    listener.unwatch(channel);
  }

  @Override
  public CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels) {
    return reads.states(channels);
  }

  @Override
  public CompletionStage<Page> read(ChannelName channel, long after, long through, int bytesMax) {
    return reads.page(channel, after, through, bytesMax);
  }

  @Override
  public CompletionStage<Long> beforeLast(ChannelName channel, long head, int count) {
    return reads.beforeLast(channel, head, count);
  }

  @Override
  public CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age) {
    return reads.beforeAge(channel, head, age);
  }

  @Override
  public CompletionStage<Schedule.Outcome> schedule(Schedule.Entry entry, ChannelPolicy policy) {
    return scheduled.schedule(entry, policy);
  }

  @Override
  public CompletionStage<Schedule.Cancellation> cancel(Ulid id, Schedule.CancelGuard guard) {
    return scheduled.cancel(id, guard);
  }

  @Override
  public ControlState control() {
    return control;
  }

  @Override
  public CompletionStage<Boolean> ready() {
    return readiness.ready();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    upkeepThread.shutdownNow();
    lanes.shutdown();
    appends.close();
    if (inboxDatabase != null) {
      inboxDatabase.close();
    }
    sender.close();
    listener.close();
    deadlines.end();
    sender.await();
    appends.await();
    if (inboxDatabase != null) {
      inboxDatabase.await();
    }
    connections.close();
  }
}
