package dev.belfry.server.auth;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.channel.ChannelName;
import java.util.Optional;

/// The one for whom something is done. Settled once, when a connection or request comes, and
/// carried as a value.
public sealed interface Principal {
  /// Somebody who did not say who they are.
  record Anonymous() implements Principal {}

  /// A user of the application.
  ///
  /// @param info what presence shows beside the id
  /// @param fromCookie whether a browser may have sent the credential by itself: then only pages of
  ///   an allowed origin may use it
  record User(
      UserId id, Grants grants, Optional<JsonText> info, boolean fromCookie, Admission admission)
      implements Principal {}

  /// A backend of the application.
  ///
  /// @param name what people call its key
  record Backend(String name, Scopes scopes, Admission admission) implements Principal {}

  /// What a principal is admitted by, and until when.
  ///
  /// @param endsAtMillis milliseconds since 1970; [#NEVER] for no end
  record Admission(Credential credential, long endsAtMillis) {
    public static final long NEVER = Long.MAX_VALUE;

    /// That of somebody who did not say who they are.
    static final Admission NONE = new Admission(new Credential.None(), NEVER);

    /// How long before its end the application is asked again, at most.
    private static final long RENEWAL_MILLIS = 3_000;

    public boolean endedAt(long nowMillis) {
      return nowMillis >= endsAtMillis;
    }

    /// From when on the application is asked again, where it was its answer that admitted.
    public long renewedFromMillis() {
      return credential instanceof Credential.Callback(String _, String _, long askedAtMillis)
          ? endsAtMillis - Math.min(RENEWAL_MILLIS, (endsAtMillis - askedAtMillis) / 2)
          : NEVER;
    }
  }

  /// Whether its own grants or scopes are for this, whatever the channel's policy says: whether it
  /// may is asked of [Permissions].
  default boolean holds(Action action, ChannelName channel) {
    return switch (this) {
      case Anonymous() -> false;
      case User user -> user.grants().allow(action, channel);
      case Backend backend -> backend.scopes().allow(action, channel);
    };
  }

  /// What it is admitted by, and until when.
  default Admission admission() {
    return switch (this) {
      case Anonymous() -> Admission.NONE;
      case User user -> user.admission;
      case Backend backend -> backend.admission;
    };
  }

  /// Names the author of something that is kept, a scheduled message say, so that it can be told
  /// later whether it was the same one. Empty for anonymous ones, who are all the same.
  default String author() {
    return switch (this) {
      case Anonymous() -> "";
      case User user -> "user:" + user.id();
      case Backend backend -> "backend:" + backend.name();
    };
  }
}
