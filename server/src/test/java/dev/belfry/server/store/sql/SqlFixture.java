package dev.belfry.server.store.sql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.channel.ChannelPolicy.Access;
import dev.belfry.server.channel.ChannelPolicy.History;
import dev.belfry.server.channel.ChannelPolicy.Presence;
import dev.belfry.server.config.Sync;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A store on disk whose threads and clock are simulated, and which may be closed, cut off and
/// opened again.
final class SqlFixture {
  static final ChannelName NEWS = new ChannelName("news");
  static final int MUCH = 1 << 20;

  final SimulatedLoops simulation = new SimulatedLoops(3, 1);
  final SimulatedLoop caller = simulation.loops().getFirst();
  final Path folder;
  History history = new History(1_000, 1 << 20, Duration.ofHours(1));
  SqlBounds bounds = new SqlBounds(1 << 20, 10_000, 1 << 20, Duration.ofHours(24), 100, 1);
  Sync sync = Sync.OS;
  String boot = "boot 1";

  /// Makes the store fail by a fault of its own where it asks for randomness.
  boolean faulty;

  SqlLogs logs;
  private long seed = 1;

  SqlFixture(Path folder) {
    this.folder = folder;
  }

  SqlFixture open() throws IOException {
    SimulatedLoop thread = simulation.loops().getLast();
    SqlThreads threads = new SqlThreads(thread::execute, thread::execute, () -> {});
    ChannelPolicy policy =
        new ChannelPolicy(true, history, Access.ANYONE, Access.ANYONE, true, Presence.FALSE);
    logs =
        SqlLogs.open(
            folder,
            new ChannelPolicies(List.of(), policy),
            new SqlLogs.Parts(sync, bounds, threads, boot, random()),
            simulation);
    logs.start(simulation.loops().get(1));
    return this;
  }

  private RandomGenerator random() {
    SplittableRandom random = new SplittableRandom(folder.hashCode() + seed++);
    return () -> {
      if (faulty) {
        throw new IllegalStateException("a fault");
      }
      return random.nextLong();
    };
  }

  /// Has the writer sweep, together with what waits for it already.
  void sweep() {
    logs.start(
        new Loop() {
          @Override
          public int index() {
            return 0;
          }

          @Override
          public boolean inLoop() {
            return true;
          }

          @Override
          public void execute(Runnable task) {
            task.run();
          }

          @Override
          public void schedule(Duration delay, Runnable task) {}
        });
    simulation.settle();
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

  ChannelLog log() {
    List<ChannelLog> found = new ArrayList<>();
    logs.find(NEWS, caller, found::add);
    simulation.settle();
    return found.getFirst();
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
    List<ChannelLog.Start> starts = new ArrayList<>();
    log().locate(since, caller, starts::add);
    simulation.settle();
    return starts.getFirst();
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
    };
  }
}
