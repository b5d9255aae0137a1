package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.FaultGuard;
import dev.belfry.server.store.ScheduleBounds;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// How a store keeps its inboxes.
///
/// @param ids of notifications, each larger than the one before from here; any thread asks
/// @param slot a number that few other nodes have, 0 to [#SLOTS] less one: what two nodes count in
///   one slot they count one after the other
/// @param idempotencyAge how long a key is remembered
/// @param patience how long nothing was done on long work when a node begins that goes on with it;
///   none where no other node has the store
/// @param locked categories whose items are in all inboxes, whatever users prefer
/// @param schedule how much may wait for its time
/// @param indexBytesMax what is kept in memory of shared feeds
/// @param ages how old items become
public record InboxSettings(
    Supplier<Ulid> ids,
    int slot,
    Duration idempotencyAge,
    Duration patience,
    Set<String> locked,
    ScheduleBounds schedule,
    long indexBytesMax,
    InboxAges ages,
    Clock clock) {
  public static final int SLOTS = 16;

  InboxTools tools() {
    FaultGuard faults = new FaultGuard("telling of inboxes", clock);
    return new InboxTools(
        new InboxTelling(faults),
        ids,
        slot,
        idempotencyAge.toMillis(),
        patience.toMillis(),
        Set.copyOf(locked),
        schedule,
        ages,
        new AtomicLong());
  }
}
