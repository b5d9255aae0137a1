package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Verdict;

/// Who a client turned out to be.
public sealed interface Admittance {
  /// What came of it, in a word for figures.
  default String word() {
    return switch (this) {
      case Admitted(Principal.Anonymous _) -> "anonymous";
      case Admitted(Principal.User _) -> "user";
      case Admitted(Principal.Backend _) -> "backend";
      case Refused _ -> "refused";
      case Limited _ -> "limited";
      case Unavailable _ -> "unavailable";
    };
  }

  /// This one; what it may do is a question of its own.
  record Admitted(Principal principal) implements Admittance {}

  /// Nobody: what it brought is not good.
  ///
  /// @param verdict [Verdict#UNAUTHORIZED] (401, close 4500) or [Verdict#FORBIDDEN] (403, close
  ///   4502)
  /// @param why a sentence for the client
  record Refused(Verdict verdict, String why) implements Admittance {}

  /// Nobody, and nothing was looked at: too much that was not good came from this address (429,
  /// close 4004).
  ///
  /// @param waitNanos until something is looked at again
  record Limited(long waitNanos) implements Admittance {}

  /// Nobody knows now: the client should come back (503, close 1013).
  record Unavailable(String why) implements Admittance {}
}
