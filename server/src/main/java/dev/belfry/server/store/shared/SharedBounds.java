package dev.belfry.server.store.shared;

import java.time.Duration;

/// What one node keeps for shared logs.
///
/// @param tailBytesMax the newest messages of all channels that are listened to here
/// @param waitingBytesMax what waits for the engine's answer
/// @param cutOff after how long without an answer of the engine clients are to go elsewhere
public record SharedBounds(long tailBytesMax, long waitingBytesMax, Duration cutOff) {}
