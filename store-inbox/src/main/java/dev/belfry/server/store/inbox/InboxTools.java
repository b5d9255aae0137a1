package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.store.ScheduleBounds;
import java.util.function.Supplier;

/// What all writes of a store share.
///
/// @param ids of notifications, each larger than the one before from here
/// @param slot the part of the tally that this node adds to
/// @param keyAgeMillis how long an idempotency key is remembered
/// @param patienceMillis how long nothing was done on a chore when a node begins that takes it over
/// @param schedule how much may wait for its time
record InboxTools(
    InboxTelling telling,
    Supplier<Ulid> ids,
    int slot,
    long keyAgeMillis,
    long patienceMillis,
    ScheduleBounds schedule) {}
