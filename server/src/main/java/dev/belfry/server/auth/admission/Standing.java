package dev.belfry.server.auth.admission;

import dev.belfry.server.auth.Principal;

/// Whether a principal is still who it was when it was admitted.
public sealed interface Standing {
  /// It is.
  record Stands() implements Standing {}

  /// It is, but may do something else now.
  record Changed(Principal now) implements Standing {}

  /// Nobody knows: another application says now who clients are, and is to be asked.
  record Outdated() implements Standing {}

  /// Nobody knows: this node can't find out who was told to go. Another one may.
  record Unknown() implements Standing {}

  /// It is not: its time is over, or what admitted it was withdrawn.
  ///
  /// @param expired whether only its time is over, so that a new token helps: close 4002, else 4502
  record Ended(boolean expired) implements Standing {}
}
