package dev.belfry.server.simulation;

import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import dev.belfry.server.session.SessionRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One client through all its connections. It knows only what it has read, whole lines of it, and
/// resumes from there.
final class SimulatedClient {
  private static final int HEARD_SHOWN = 30;

  private final int index;
  private final SessionKind kind;
  private final List<ChannelName> channels;
  private final Random random;
  private final SimulatedLoops loops;
  private final Map<ChannelName, Position> positions = new HashMap<>();
  private final Map<ChannelName, List<Told>> stories = new HashMap<>();
  private final StringBuilder unfinished = new StringBuilder();
  private List<Since> asked = List.of();
  private @Nullable Connection connection;
  private int connections;
  private int sent;
  boolean stalled;

  private record Connection(Session session, FaultyOutlet outlet, SimulatedLoop loop) {}

  SimulatedClient(
      int index,
      SessionKind kind,
      List<ChannelName> channels,
      Random random,
      SimulatedLoops loops) {
    this.index = index;
    this.kind = kind;
    this.channels = channels;
    this.random = random;
    this.loops = loops;
    channels.forEach(channel -> stories.put(channel, new ArrayList<>()));
  }

  boolean connected() {
    return connection != null;
  }

  void connect(SessionRoom room) {
    asked = channels.stream().map(this::wish).toList();
    SimulatedLoop loop = (SimulatedLoop) room.loop();
    FaultyOutlet outlet = new FaultyOutlet(loop, room.budget(), 20 + random.nextInt(600));
    loops.enter(loop);
    connections++;
    unfinished.setLength(0);
    connection = new Connection(kind.open(room, outlet, channels, asked), outlet, loop);
  }

  /// Mostly where it stopped reading.
  private Since wish(ChannelName channel) {
    Position position = positions.get(channel);
    int lot = random.nextInt(30);
    if (position != null && lot > 4) {
      return new Since.After(position);
    }
    return switch (lot) {
      case 0 -> new Since.Earliest();
      case 1 -> new Since.Last(1 + random.nextInt(20));
      case 2 -> new Since.Within(Duration.ofMillis(random.nextInt(3_000)));
      case 3 -> new Since.Unknown();
      default -> new Since.Now();
    };
  }

  /// Its side of the connection is cut; the server hears of it after `steps` turns of the loop.
  void cut(int steps) {
    Connection lost = connection;
    if (lost != null) {
      connection = null;
      lost.outlet.cut();
      endLater(lost, steps);
    }
  }

  private static void endLater(Connection lost, int steps) {
    lost.loop.execute(() -> {
      if (steps == 0) {
        lost.session.end(1006);
      } else {
        endLater(lost, steps - 1);
      }
    });
  }

  /// The server says that it leaves.
  void leave(CloseReason reason) {
    Connection now = connection;
    if (now != null) {
      loops.enter(now.loop);
      now.session.close(reason);
    }
  }

  void publish() {
    Connection now = connection;
    if (now != null && kind.publishes() && now.outlet.reading) {
      loops.enter(now.loop);
      SessionKind.send(now.session, "session" + index + "-" + connections + "." + sent++);
    }
  }

  /// Reads all that the server has for it now.
  void readAll() {
    for (int i = 0; i < 10_000 && connection != null && connection.outlet.readable(); i++) {
      if (stalled) {
        return;
      }
      read(1 << 20);
    }
    read(0);
  }

  /// Reads at most so many bytes.
  void read(int bytesMax) {
    Connection now = connection;
    if (now == null || stalled) {
      return;
    }
    loops.enter(now.loop);
    unfinished.append(now.outlet.take(bytesMax));
    int from = 0;
    for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n", from)) {
      hear(unfinished.substring(from, end), now.session);
      from = end + 1;
    }
    unfinished.delete(0, from);
    long most =
        64 * 1024 + SimulatedServer.OUTBOX_BYTES_MAX + SimulatedServer.OUTBOX_UNRECORDED_BYTES_MAX;
    Violation.unless(now.outlet.waitingBytesMost <= most, "client " + index + ": outbox too large");
    CloseReason reason = now.outlet.closeHeard();
    if (reason != null) {
      connection = null;
      if (reason.text().startsWith("gap ")) {
        hear(reason.text(), now.session);
      }
    }
  }

  private void hear(String line, Session session) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "begun" -> {
        for (int i = 0; i < channels.size(); i++) {
          Position position = Position.parse(words[i + 1]).orElseThrow();
          told(channels.get(i), new Told.Begun(asked.get(i), position, session), position);
        }
      }
      case "message" -> {
        Position position = Position.parse(words[2]).orElseThrow();
        told(new ChannelName(words[1]), new Told.Said(position, words[3]), position);
      }
      case "gap" -> {
        Position resume = Position.parse(words[2]).orElseThrow();
        Long missed = words[3].equals("null") ? null : Long.valueOf(words[3]);
        told(new ChannelName(words[1]), new Told.Gap(resume, missed), resume);
      }
      default -> throw new Violation("not a line: " + line);
    }
  }

  private void told(ChannelName channel, Told told, Position position) {
    stories.get(channel).add(told);
    positions.put(channel, position);
  }

  /// @param life the epoch of memory channels now
  /// @param caughtUp whether it has read all there is
  void verify(Truth truth, String life, boolean caughtUp) {
    for (ChannelName channel : channels) {
      Verdict verdict = new Verdict(truth, channel, Channels.trims(channel));
      try {
        verdict.judge(stories.get(channel));
        if (caughtUp) {
          verdict.caughtUp(Channels.durable(channel) ? Disk.EPOCH : life);
        }
      } catch (Violation violation) {
        List<Told> story = stories.get(channel);
        String heard =
            story.subList(Math.max(0, story.size() - HEARD_SHOWN), story.size()).stream()
                .map(told -> "\n  " + told)
                .collect(Collectors.joining());
        throw new Violation(
            "client " + index + " " + kind + ", " + violation.getMessage() + "; it heard" + heard);
      }
    }
  }

  @Override
  public String toString() {
    return "client "
        + index
        + " "
        + kind
        + " "
        + channels
        + (connected() ? "" : ", not connected,");
  }
}
