package dev.belfry.server.auth.token;

import dev.belfry.server.auth.Principal;

/// What came of a token.
public sealed interface TokenOutcome {
  /// It is good.
  record Valid(Principal.User user) implements TokenOutcome {}

  /// It is not.
  ///
  /// @param why a sentence for the client, with nothing of the token in it
  record Refused(String why) implements TokenOutcome {}

  /// Nobody knows: the issuer's keys can't be had now.
  record Unavailable(String why) implements TokenOutcome {}
}
