package dev.belfry.server.log;

import org.jspecify.annotations.Nullable;

/// A message before the owner gives it its place.
///
/// @param idempotencyKey a second draft with the same key in the channel is not appended
/// @param expiresAtMillis `Long.MAX_VALUE` for never
/// @param origin the session that publishes, by identity; null where there is none
public record Draft(
    byte[] data,
    Message.Kind kind,
    @Nullable String idempotencyKey,
    @Nullable String replaceKey,
    long expiresAtMillis,
    @Nullable Object origin) {

  /// A draft with nothing but its data.
  public static Draft of(byte[] data, Message.Kind kind, @Nullable Object origin) {
    return new Draft(data, kind, null, null, Long.MAX_VALUE, origin);
  }
}
