package dev.belfry.server.store.memory;

import java.time.Duration;

/// How much all memory logs of a server may keep together; each loop has its equal share.
///
/// @param logBytesMax message data and what it costs to keep it; beyond, the least recently
///   published log is dropped
/// @param idempotencyKeysMax keys remembered; beyond, the oldest is forgotten
/// @param idempotencyAge how long a key is remembered
public record MemoryBounds(long logBytesMax, int idempotencyKeysMax, Duration idempotencyAge) {
  MemoryBounds shareOf(int loops) {
    return new MemoryBounds(
        Math.max(1, logBytesMax / loops), Math.max(1, idempotencyKeysMax / loops), idempotencyAge);
  }
}
