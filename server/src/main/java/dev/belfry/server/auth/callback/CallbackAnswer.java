package dev.belfry.server.auth.callback;

import dev.belfry.server.auth.Principal;

/// What the application says.
public sealed interface CallbackAnswer {
  /// The client is this user.
  record Admitted(Principal.User user) implements CallbackAnswer {}

  /// It is not let in.
  ///
  /// @param forbidden whether the application knows who it is all the same: it said 403, not 401
  record Denied(boolean forbidden) implements CallbackAnswer {}

  /// The application did not say; it may when it is asked again.
  record Unavailable() implements CallbackAnswer {}
}
