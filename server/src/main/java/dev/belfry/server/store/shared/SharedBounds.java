package dev.belfry.server.store.shared;

/// What one node keeps for shared logs.
///
/// @param tailBytesMax the newest messages of all channels that are listened to here
/// @param waitingBytesMax what waits for the engine's answer
public record SharedBounds(long tailBytesMax, long waitingBytesMax) {}
