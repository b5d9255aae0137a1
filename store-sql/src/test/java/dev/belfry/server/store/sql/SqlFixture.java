package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.config.Sync;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.store.ScheduleBounds;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A store on disk whose threads and clock are simulated, and which may be closed, cut off and
/// opened again.
final class SqlFixture {
  static final ChannelName NEWS = new ChannelName("news");
  static final int MUCH = 1 << 20;

  final SimulatedLoops simulation;
  final SimulatedLoop caller;
  final Path folder;
  History history = new History(1_000, 1 << 20, Duration.ofHours(1));
  SqlBounds bounds = bounds(10_000);
  boolean echo = true;
  Sync sync = Sync.OS;
  String boot = "boot 1";

  /// Makes the store fail by a fault of its own where it asks for randomness.
  boolean faulty;

  /// The same with an error, where there is one.
  @Nullable Error error;

  /// Whether the channels are durable.
  boolean durable = true;

  SqlLogs logs;

  /// Channels that are not durable, new with each opening.
  MemoryLogs others;

  private long seed = 1;

  SqlFixture(Path folder) {
    this(folder, new SimulatedLoops(3, 1));
  }

  SqlFixture(Path folder, SimulatedLoops simulation) {
    this.folder = folder;
    this.simulation = simulation;
    this.caller = simulation.loops().getFirst();
  }

  SqlFixture open() throws IOException {
    SimulatedLoop thread = simulation.loops().getLast();
    SqlThreads threads = new SqlThreads(thread::execute, thread::execute, () -> {});
    ChannelPolicy policy =
        new ChannelPolicy(durable, history, Access.ANYONE, Access.ANYONE, echo, Presence.FALSE);
    ChannelPolicies policies = new ChannelPolicies(List.of(), policy);
    MemoryBounds inMemory = new MemoryBounds(1 << 20, 100, Duration.ofHours(24));
    others =
        new MemoryLogs(
            simulation.loops(), policies, inMemory, "m", simulation, new SplittableRandom(1));
    logs =
        SqlLogs.open(
            folder, policies, new SqlLogs.Parts(sync, bounds, threads, boot, random()), simulation);
    logs.start(simulation.loops().get(1), others);
    return this;
  }

  private RandomGenerator random() {
    SplittableRandom random = new SplittableRandom(folder.hashCode() + seed++);
    return () -> {
      if (faulty) {
        throw new IllegalStateException("a fault");
      }
      if (error != null) {
        throw error;
      }
      return random.nextLong();
    };
  }

  void close() throws IOException {
    logs.close();
  }

  /// A new start after an orderly end.
  void restart() throws IOException {
    close();
    open();
  }

  static Draft text(String data) {
    return draft(data, null, null);
  }

  static Draft draft(String data, String idempotencyKey, String replaceKey) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    return new Draft(bytes, Message.Kind.TEXT, idempotencyKey, replaceKey, Long.MAX_VALUE, null);
  }

  AppendOutcome append(Draft draft) {
    return appendTogether(draft).getFirst();
  }

  /// Appends in one group, and returns the outcomes in the order of the answers.
  List<AppendOutcome> appendTogether(Draft... drafts) {
    List<AppendOutcome> outcomes = new ArrayList<>();
    for (Draft draft : drafts) {
      logs.append(NEWS, draft, caller, outcomes::add);
    }
    simulation.settle();
    return outcomes;
  }

  AppendOutcome.Appended appended(String data) {
    return (AppendOutcome.Appended) append(text(data));
  }

  Logs.Found find(ChannelName channel) {
    List<Logs.Found> found = new ArrayList<>();
    logs.find(channel, caller, found::add);
    simulation.settle();
    return found.getFirst();
  }

  static SqlBounds bounds(int worksMax) {
    return bounds(worksMax, new ScheduleBounds(100, 1 << 20));
  }

  static SqlBounds bounds(int worksMax, ScheduleBounds schedule) {
    return new SqlBounds(
        1 << 20,
        worksMax,
        1 << 20,
        Duration.ofHours(24),
        schedule,
        1,
        1 << 20,
        Set.of(),
        InboxAges.NONE);
  }

  /// How often the store has written to find out whether it can.
  long openings() throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("belfry.db"));
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("SELECT openings FROM store")) {
      return row.getLong(1);
    }
  }

  boolean ready() {
    List<Boolean> answers = new ArrayList<>();
    logs.ready(caller, answers::add);
    simulation.settle();
    return answers.getFirst();
  }

  /// What a channel that is not durable has to read.
  List<String> textsElsewhere() {
    List<Logs.Found> found = new ArrayList<>();
    others.find(NEWS, caller, found::add);
    simulation.settle();
    ChannelLog log = (ChannelLog) found.getFirst();
    return texts(log.tail(0, log.head(), MUCH));
  }

  ChannelLog log() {
    return (ChannelLog) find(NEWS);
  }

  Replay read(long after) {
    return read(after, log().head());
  }

  Replay read(long after, long through) {
    List<Replay> replays = new ArrayList<>();
    log().read(after, through, MUCH, caller, replays::add);
    simulation.settle();
    return replays.getFirst();
  }

  ChannelLog.Start locate(Since since) {
    List<ChannelLog.Located> starts = new ArrayList<>();
    log().locate(since, caller, starts::add);
    simulation.settle();
    return (ChannelLog.Start) starts.getFirst();
  }

  /// All that the channel keeps.
  List<String> texts() {
    return texts(read(locate(new Since.Earliest()).cursor()));
  }

  static List<String> texts(Replay replay) {
    return switch (replay) {
      case Replay.Batch(List<Message> messages, long _) ->
          messages.stream()
              .map(message -> new String(message.data(), StandardCharsets.UTF_8))
              .toList();
      case Replay.CaughtUp() -> List.of();
      case Replay.Gap gap -> List.of(gap.toString());
      case Unavailable why -> List.of(why.toString());
    };
  }
}
