package dev.belfry.server.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.channel.ChannelName;

/// A notification in a user's inbox.
///
/// @param feed through which it came: the user's own channel, `@everyone`, or one that the user
///   follows
/// @param atMicros when it came into that feed, microseconds since 1970; rises within a feed
/// @param expiresMillis milliseconds since 1970; [Long#MAX_VALUE] for never
public record Item(
    Ulid id,
    ChannelName feed,
    Notification notification,
    long atMicros,
    long expiresMillis,
    boolean seen,
    boolean read,
    boolean archived) {
  /// Where it stands among others: newest first, by time and then by id.
  public ItemPlace place() {
    return new ItemPlace(atMicros, id);
  }
}
