package dev.belfry.server.store.sql;

import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.store.ScheduleBounds;
import java.time.Duration;
import java.util.Set;

/// How much a store may take of the machine.
///
/// @param tailBytesMax messages that are in memory too, of all channels
/// @param appendsWaitingMax appends that wait; beyond, one is answered unavailable. As many who
///   look for a channel may wait beside them
/// @param appendsWaitingBytesMax the same, as the size of their data
/// @param idempotencyAge how long a key is remembered
/// @param schedule what may wait for its time
/// @param readers threads that read, each with a connection of its own
/// @param inboxIndexBytesMax what is kept in memory of the feeds that users share
/// @param lockedCategories whose items are in all inboxes
/// @param inboxAges how old items become
record SqlBounds(
    long tailBytesMax,
    int appendsWaitingMax,
    long appendsWaitingBytesMax,
    Duration idempotencyAge,
    ScheduleBounds schedule,
    int readers,
    long inboxIndexBytesMax,
    Set<String> lockedCategories,
    InboxAges inboxAges) {}
