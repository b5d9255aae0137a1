package dev.belfry.server.simulation;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.AppendOutcome;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Logs;
import dev.belfry.server.log.Message;
import dev.belfry.server.log.Replay;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Durable logs as one run of a server has them: a writer that commits in groups, answers after the
/// commit, and a short tail in memory; all else is read from the disk, later.
final class DiskLogs implements Logs {
  private static final int TAIL_OFFSETS = 8;
  private static final Duration COMMIT = Duration.ofMillis(3);

  private final Disk disk;
  private final Loop writer;
  private final Clock clock;
  private final Map<ChannelName, DiskLog> logs = new HashMap<>();
  private List<Runnable> group = new ArrayList<>();

  /// @param writer stands for the writer's thread
  DiskLogs(Disk disk, Loop writer, Clock clock) {
    this.disk = disk;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public void append(ChannelName channel, Draft draft, Loop caller, Consumer<AppendOutcome> then) {
    writer.execute(() -> {
      if (group.isEmpty()) {
        writer.schedule(COMMIT, this::commit);
      }
      group.add(() -> {
        AppendOutcome outcome = disk.commit(channel, draft, clock.wallMillis());
        caller.execute(() -> then.accept(outcome));
        logOf(channel).listeners.forEach(HeadListener::advanced);
      });
    });
  }

  private void commit() {
    List<Runnable> now = group;
    group = new ArrayList<>();
    now.forEach(Runnable::run);
  }

  private DiskLog logOf(ChannelName channel) {
    return logs.computeIfAbsent(channel, name -> new DiskLog(disk.channel(name)));
  }

  @Override
  public void register(ChannelName channel, HeadListener listener) {
    writer.execute(() -> {
      DiskLog log = logOf(channel);
      log.listeners.add(listener);
      long head = log.head();
      listener.loop().execute(() -> listener.registered(log, head));
    });
  }

  @Override
  public void unregister(ChannelName channel, HeadListener listener) {
    writer.execute(() -> logOf(channel).listeners.remove(listener));
  }

  @Override
  public void find(ChannelName channel, Loop caller, Consumer<Found> then) {
    caller.execute(() -> then.accept(logOf(channel)));
  }

  private final class DiskLog implements ChannelLog {
    private final Disk.Channel channel;
    private final List<HeadListener> listeners = new ArrayList<>();

    DiskLog(Disk.Channel channel) {
      this.channel = channel;
    }

    @Override
    public String epoch() {
      return Disk.EPOCH;
    }

    @Override
    public long head() {
      return channel.head;
    }

    @Override
    public boolean recorded() {
      return true;
    }

    @Override
    public Replay tail(long after, long through, int bytesMax) {
      long tail = Math.max(0, head() - TAIL_OFFSETS);
      return after < tail ? new Replay.Gap(null, tail) : batch(after, through, bytesMax);
    }

    private Replay batch(long after, long through, int bytesMax) {
      if (after >= through) {
        return new Replay.CaughtUp();
      }
      List<Message> run = new ArrayList<>();
      int bytes = 0;
      for (Message message : channel.messages.subMap(after, false, through, true).values()) {
        if (message.expiresAtMillis() > clock.wallMillis()) {
          run.add(message);
          bytes += message.data().length;
        }
        if (bytes >= bytesMax) {
          return new Replay.Batch(run, message.offset());
        }
      }
      return new Replay.Batch(run, through);
    }

    @Override
    public void read(long after, long through, int bytesMax, Loop loop, Consumer<Replay> then) {
      writer.execute(() -> {
        Replay replay = batch(after, through, bytesMax);
        loop.execute(() -> then.accept(replay));
      });
    }

    @Override
    public void locate(Since since, Loop loop, Consumer<Located> then) {
      writer.execute(() -> {
        Start start = startOf(since);
        loop.execute(() -> then.accept(start));
      });
    }

    private Start startOf(Since since) {
      Start unknown = new Start(0, new Replay.Gap(null, 0));
      return switch (since) {
        case Since.Now() -> new Start(head(), null);
        case Since.Earliest() -> new Start(0, null);
        case Since.Last(int count) -> new Start(Math.max(0, head() - count), null);
        case Since.Within(Duration _) -> new Start(0, null);
        case Since.Unknown() -> unknown;
        case Since.After(var position) ->
            position.epoch().equals(Disk.EPOCH) && position.offset() <= head()
                ? new Start(position.offset(), null)
                : unknown;
      };
    }

    @Override
    public void progressed() {}
  }
}
