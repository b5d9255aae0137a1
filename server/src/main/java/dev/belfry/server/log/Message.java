package dev.belfry.server.log;

import com.github.f4b6a3.ulid.Ulid;
import org.jspecify.annotations.Nullable;

/// One message of a channel, immutable; nobody writes to `data`, so all loops share it.
///
/// @param offset its place in the log, more than that of every message before it
/// @param timeMillis when the owner appended it, milliseconds since 1970
/// @param data UTF-8: the text itself, or JSON
/// @param kind which of the two
/// @param replaceKey a later message with the same key takes its place; null for none
/// @param expiresAtMillis from then on it is not handed out any more; `Long.MAX_VALUE` for never
/// @param publisherSession the id of the session that published it, where the channel does not
///   echo; else null
public record Message(
    long offset,
    Ulid id,
    long timeMillis,
    byte[] data,
    Kind kind,
    @Nullable String replaceKey,
    long expiresAtMillis,
    @Nullable Ulid publisherSession) {

  /// What the bytes of a message are.
  public enum Kind {
    TEXT,
    JSON
  }
}
