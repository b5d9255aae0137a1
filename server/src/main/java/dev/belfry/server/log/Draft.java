package dev.belfry.server.log;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.runtime.Tracing.AppendTrace;
import org.jspecify.annotations.Nullable;

/// A message before the owner gives it its place.
///
/// @param idempotencyKey a second draft with the same key in the channel is not appended
/// @param expiresAtMillis `Long.MAX_VALUE` for never
/// @param publisherSession the id of the session that publishes; null where there is none
/// @param id what was promised as the message's id when it was scheduled; null for a new one
/// @param trace is told how it goes on
public record Draft(
    byte[] data,
    Message.Kind kind,
    @Nullable String idempotencyKey,
    @Nullable String replaceKey,
    long expiresAtMillis,
    @Nullable Ulid publisherSession,
    @Nullable Ulid id,
    AppendTrace trace) {

  /// A draft that nobody follows.
  public Draft(
      byte[] data,
      Message.Kind kind,
      @Nullable String idempotencyKey,
      @Nullable String replaceKey,
      long expiresAtMillis,
      @Nullable Ulid publisherSession,
      @Nullable Ulid id) {
    this(
        data,
        kind,
        idempotencyKey,
        replaceKey,
        expiresAtMillis,
        publisherSession,
        id,
        AppendTrace.NONE);
  }

  /// A draft that gets its id when it gets its place.
  public Draft(
      byte[] data,
      Message.Kind kind,
      @Nullable String idempotencyKey,
      @Nullable String replaceKey,
      long expiresAtMillis,
      @Nullable Ulid publisherSession) {
    this(data, kind, idempotencyKey, replaceKey, expiresAtMillis, publisherSession, null);
  }

  /// A draft with nothing but its data.
  public static Draft of(byte[] data, Message.Kind kind, @Nullable Ulid publisherSession) {
    return new Draft(data, kind, null, null, Long.MAX_VALUE, publisherSession);
  }

  /// The same with an id.
  public Draft withId(Ulid promised) {
    return new Draft(
        data, kind, idempotencyKey, replaceKey, expiresAtMillis, publisherSession, promised, trace);
  }

  /// The same, followed.
  public Draft followedBy(AppendTrace other) {
    return other.equals(trace)
        ? this
        : new Draft(
            data, kind, idempotencyKey, replaceKey, expiresAtMillis, publisherSession, id, other);
  }
}
