package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.store.ScheduleBounds;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What all writes of a store share.
///
/// @param ids of notifications, each larger than the one before from here
/// @param slot the part of the tally that this node adds to
/// @param keyAgeMillis how long an idempotency key is remembered
/// @param patienceMillis how long nothing was done on a chore when a node begins that takes it over
/// @param locked categories whose items are in all inboxes, whatever users prefer
/// @param schedule how much may wait for its time
/// @param ages how old items become
/// @param retentionMillis the retention time as this node knows it; 0 for not yet
record InboxTools(
    InboxTelling telling,
    Supplier<Ulid> ids,
    int slot,
    long keyAgeMillis,
    long patienceMillis,
    Set<String> locked,
    ScheduleBounds schedule,
    InboxAges ages,
    AtomicLong retentionMillis) {
  /// Whether other nodes have the store too.
  boolean shared() {
    return patienceMillis > 0;
  }

  /// No new entry is given a time before.
  long floorMicros() {
    return ages.floorMicros(retentionMillis.get());
  }

  /// The categories that are not in a user's inbox.
  Set<String> hidden(PersonRow person) {
    Set<String> hidden = person.hidden();
    return locked.isEmpty()
        ? hidden
        : hidden.stream()
            .filter(category -> !locked.contains(category))
            .collect(Collectors.toUnmodifiableSet());
  }
}
