package dev.belfry.server.inbox;

import dev.belfry.server.auth.UserId;
import java.util.Optional;
import java.util.Set;

/// A notification on its way in.
///
/// @param author who asks, by [dev.belfry.server.auth.Principal#author()]; keys are the author's
///   own
/// @param except users who do not get it, at most [#EXCEPT_MAX]
/// @param atMillis when it is to appear, milliseconds since 1970; not later than now: now
/// @param expiresMillis when it disappears, milliseconds since 1970; [Long#MAX_VALUE] for never
/// @param key makes two requests one: the second is answered like the first
/// @param replaceKey takes the place of an earlier item with the same one in the same feed
public record NotifyRequest(
    String author,
    Recipients to,
    Set<UserId> except,
    Notification notification,
    long atMillis,
    long expiresMillis,
    Optional<String> key,
    Optional<String> replaceKey) {
  /// The most users that may be left out.
  public static final int EXCEPT_MAX = 100;

  public NotifyRequest {
    except = Set.copyOf(except);
  }
}
