package dev.belfry.server.store.memory;

import dev.belfry.server.store.ScheduleBounds;
import java.time.Duration;

/// How much all memory logs of a server may keep together; each loop has its equal share.
///
/// @param logBytesMax message data and what it costs to keep it; beyond, the least recently
///   published log is dropped
/// @param idempotencyKeysMax keys remembered; beyond, the oldest is forgotten
/// @param idempotencyAge how long a key is remembered
/// @param schedule what may wait for its time
public record MemoryBounds(
    long logBytesMax, int idempotencyKeysMax, Duration idempotencyAge, ScheduleBounds schedule) {
  /// Bounds under which nothing can be scheduled.
  public MemoryBounds(long logBytesMax, int idempotencyKeysMax, Duration idempotencyAge) {
    this(logBytesMax, idempotencyKeysMax, idempotencyAge, ScheduleBounds.NONE);
  }

  MemoryBounds shareOf(int loops) {
    return new MemoryBounds(
        Math.max(1, logBytesMax / loops),
        Math.max(1, idempotencyKeysMax / loops),
        idempotencyAge,
        schedule.shareOf(loops));
  }
}
