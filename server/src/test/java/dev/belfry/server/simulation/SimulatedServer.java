package dev.belfry.server.simulation;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelPolicies;
import dev.belfry.server.hub.Hub;
import dev.belfry.server.log.Logs;
import dev.belfry.server.publish.Publisher;
import dev.belfry.server.runtime.SimulatedLoops;
import dev.belfry.server.runtime.SimulatedLoops.SimulatedLoop;
import dev.belfry.server.session.OutboxBudget;
import dev.belfry.server.session.SessionBounds;
import dev.belfry.server.session.SessionRoom;
import dev.belfry.server.store.memory.MemoryBounds;
import dev.belfry.server.store.memory.MemoryLogs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// One run of a server, wired as `Node` does it but for the sockets.
final class SimulatedServer {
  static final int OUTBOX_BYTES_MAX = 400;
  static final int OUTBOX_UNRECORDED_BYTES_MAX = 4_000;

  private final DiskLogs disk;
  private final Publisher publisher;
  private final List<SessionRoom> rooms = new ArrayList<>();

  /// @param epoch of its memory, new with every run
  /// @param fault wraps both stores
  SimulatedServer(
      SimulatedLoops loops, String epoch, Disk rows, Truth truth, UnaryOperator<Logs> fault) {
    ChannelPolicies policies = Channels.policies();
    MemoryBounds bounds = new MemoryBounds(1 << 28, 100_000, Duration.ofHours(24));
    var random = new SplittableRandom(epoch.hashCode());
    var memory = new MemoryLogs(loops.loops(), policies, bounds, epoch, loops, random);
    disk = new DiskLogs(rows, loops.loops().getFirst(), loops);
    Logs logs = new WitnessedLogs(fault.apply(memory), fault.apply(disk), epoch, truth);
    publisher = new Publisher(policies, logs, 1 << 16);
    SessionBounds sessions =
        new SessionBounds(OUTBOX_BYTES_MAX, OUTBOX_UNRECORDED_BYTES_MAX, 8, 0, 8);
    Supplier<Ulid> names = () -> new Ulid(random.nextLong(), random.nextLong());
    for (SimulatedLoop loop : loops.loops()) {
      OutboxBudget budget = new OutboxBudget(1 << 20);
      rooms.add(new SessionRoom(new Hub(loop, logs), publisher, sessions, budget, loops, names));
    }
    memory.start();
  }

  void crash() {
    disk.crash();
  }

  Publisher publisher() {
    return publisher;
  }

  List<SessionRoom> rooms() {
    return rooms;
  }
}
