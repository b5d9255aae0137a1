package dev.belfry.server.inbox;

import dev.belfry.server.auth.UserId;

/// A notification that a user had elsewhere, with what the user did with it there.
///
/// @param atMicros when it appeared, microseconds since 1970
/// @param expiresMillis when it disappears, milliseconds since 1970; [Long#MAX_VALUE] for never
/// @param key names it: one that was imported before is passed over, for as long as idempotency
///   keys are remembered
public record ImportedItem(
    UserId user,
    Notification notification,
    long atMicros,
    long expiresMillis,
    boolean seen,
    boolean read,
    boolean archived,
    String key) {
  /// The most that are imported with one request.
  public static final int MOST = 1_000;
}
