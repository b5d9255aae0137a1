package dev.belfry.server.store.sql;

import java.time.Duration;

/// How much a store may take of the machine.
///
/// @param tailBytesMax messages that are in memory too, of all channels
/// @param appendsWaitingMax appends that wait; beyond, one is answered unavailable
/// @param appendsWaitingBytesMax the same, as the size of their data
/// @param idempotencyAge how long a key is remembered
/// @param readers threads that read, each with a connection of its own
public record SqlBounds(
    long tailBytesMax,
    int appendsWaitingMax,
    long appendsWaitingBytesMax,
    Duration idempotencyAge,
    int readers) {}
