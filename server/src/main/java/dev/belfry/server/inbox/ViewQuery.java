package dev.belfry.server.inbox;

import java.util.Optional;

/// Which page of an inbox is wanted.
///
/// @param grouped whether the newest item of each group stands for all of it
/// @param after the items are those that come after this one, older than it; empty for the newest
/// @param limit the most items, 0 to [#LIMIT_MAX]
/// @param version what the client has; where it still holds, nothing but the counts is answered
public record ViewQuery(
    ItemFilter filter,
    boolean grouped,
    Optional<ItemPlace> after,
    int limit,
    Optional<String> version) {
  public static final int LIMIT_MAX = 100;

  /// The same of a client that has nothing.
  ViewQuery withoutVersion() {
    return new ViewQuery(filter, grouped, after, limit, Optional.empty());
  }
}
