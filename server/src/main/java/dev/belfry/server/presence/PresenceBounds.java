package dev.belfry.server.presence;

import java.time.Duration;

/// What bounds presence.
///
/// @param membersMax users up to which a channel tells who they are; beyond it how many
/// @param grace how long a user stays present after the last connection went
/// @param lingeringBytesMax what users in their grace cost, in the channels of one loop; beyond,
///   the one that has waited longest leaves at once
public record PresenceBounds(int membersMax, Duration grace, long lingeringBytesMax) {
  /// Bounds under which any number of users may be in their grace.
  public PresenceBounds(int membersMax, Duration grace) {
    this(membersMax, grace, Long.MAX_VALUE);
  }
}
