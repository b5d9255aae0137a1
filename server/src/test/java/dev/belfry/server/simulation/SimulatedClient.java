package dev.belfry.server.simulation;

import dev.belfry.protocol.CloseCode;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Since;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One client through all its connections. It knows only what it has read, whole lines of it, and
/// resumes from there.
abstract class SimulatedClient {
  /// What may wait for one that does not read: an outbox, and beyond it one batch from the log and
  /// the answers to what was asked before.
  private static final long WAITING_BYTES_MAX =
      SimulatedServer.OUTBOX_UNRECORDED_BYTES_MAX + 20_000;

  final String name;
  final List<ChannelName> channels;
  final Random random;
  final Heard heard = new Heard();
  final SimulatedLoops loops;
  private final StringBuilder unfinished = new StringBuilder();
  private @Nullable Connection connection;
  int connections;
  boolean stalled;

  private record Connection(
      Session session, FaultyOutlet outlet, SimulatedLoop loop, Fault fault) {}

  SimulatedClient(String name, List<ChannelName> channels, Random random, SimulatedLoops loops) {
    this.name = name;
    this.channels = channels;
    this.random = random;
    this.loops = loops;
  }

  // ---- what each kind does in its own way

  /// Begins a session.
  abstract Session open(Door door, FaultyOutlet outlet);

  /// Does something that it can do while connected.
  abstract void act(Session session);

  /// Hears one line.
  abstract void hear(String line, Session session);

  /// Hears why the server closed.
  abstract void closed(CloseReason reason, Session session);

  /// Whether it has asked for all its channels.
  boolean listensToAll() {
    return true;
  }

  /// Asks for those of its channels that it does not listen to.
  void listenToAll(Session session) {}

  /// All is read: nothing may be owed to it any more.
  void nothingIsOwed() {
    Connection now = connection;
    Violation.unless(
        Breach.NOT_READ_AGAIN, now == null || now.outlet.reading, "its socket is read no more");
  }

  /// The server has ended: what it owed it never gives.
  void serverEnded() {}

  // ---- its connections

  boolean connected() {
    return connection != null;
  }

  void connect(Door door) {
    FaultyOutlet outlet =
        new FaultyOutlet(door.loop(), door.room().budget(), 20 + random.nextInt(600));
    outlet.readsAgain = door.fault().readsAgain();
    loops.enter(door.loop());
    connections++;
    unfinished.setLength(0);
    Session session = open(door, outlet);
    outlet.whenCutOff = () -> session.end(CloseCode.TOO_SLOW);
    connection = new Connection(session, outlet, door.loop(), door.fault());
  }

  /// Where to begin: mostly where it stopped reading.
  Since wish(ChannelName channel) {
    Position position = heard.position(channel);
    int lot = random.nextInt(30);
    if (position != null && lot > 4) {
      return new Since.After(position);
    }
    return switch (lot) {
      case 0 -> new Since.Earliest();
      case 1 -> new Since.Last(1 + random.nextInt(20));
      case 2 -> new Since.Within(Duration.ofMillis(1 + random.nextInt(3_000)));
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
      if (lost.fault.hearsOfEnds()) {
        endLater(lost, steps);
      }
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

  // ---- speaking, where the server reads

  void act() {
    speak(this::act);
  }

  void listenToAll() {
    speak(this::listenToAll);
  }

  final void speak(Consumer<Session> words) {
    speak((session, outlet) -> words.accept(session));
  }

  /// @param words end where the outlet is not read any more
  final void speak(BiConsumer<Session, FaultyOutlet> words) {
    Connection now = connection;
    if (now != null && now.outlet.reading) {
      loops.enter(now.loop);
      words.accept(now.session, now.outlet);
    }
  }

  // ---- reading

  /// Reads all that the server has for it now, and returns whether that was anything.
  boolean readAll() {
    boolean any = false;
    while (!stalled && connection != null && connection.outlet.readable()) {
      any = true;
      read(1 << 20);
    }
    read(0);
    return any;
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
      if (connection == null) {
        return; // it has hung up
      }
      from = end + 1;
    }
    unfinished.delete(0, from);
    Violation.unless(
        Breach.TOO_MUCH_WAITS,
        now.outlet.waitingBytesMost <= WAITING_BYTES_MAX,
        () -> name + ": " + now.outlet.waitingBytesMost + " bytes waited");
    CloseReason reason = now.outlet.closeHeard();
    if (reason != null) {
      connection = null;
      closed(reason, now.session);
    }
  }

  /// @param epochs where the channels are now
  /// @param caughtUp whether it has read all there is
  void verify(Truth truth, Function<ChannelName, String> epochs, boolean caughtUp) {
    try {
      heard.verify(truth, channels, caughtUp ? epochs : null);
      if (caughtUp) {
        nothingIsOwed();
      }
    } catch (Violation violation) {
      throw violation.within(name + ", ", "");
    }
  }

  @Override
  public String toString() {
    return name + " " + channels + (connected() ? "" : ", not connected,");
  }
}
