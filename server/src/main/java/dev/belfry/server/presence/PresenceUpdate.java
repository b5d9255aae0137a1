package dev.belfry.server.presence;

import dev.belfry.protocol.PresenceMember;
import java.util.List;

/// What an owner tells a loop that watches a channel.
sealed interface PresenceUpdate {
  /// All who are there; what was told before does not count any more.
  record Everyone(List<PresenceMember> members) implements PresenceUpdate {}

  /// What has changed since, in order.
  record Changes(List<Change> changes) implements PresenceUpdate {}

  /// How many are there; who they are is not told.
  record Count(int count) implements PresenceUpdate {}

  /// One change in who is there.
  sealed interface Change {
    PresenceMember member();

    /// The first connection came.
    record Joined(PresenceMember member) implements Change {}

    /// The last connection has been gone for the grace period.
    record Left(PresenceMember member) implements Change {}

    /// Another connection came or went.
    record Updated(PresenceMember member) implements Change {}
  }
}
