package dev.belfry.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server says unasked.
public sealed interface Push extends ServerFrame {
  /// A message of a channel that the client is subscribed to.
  record Message(MessageFrame message) implements Push {}

  /// Messages of a channel were missed; comes before the first message after them.
  record Gap(String channel, GapFrame gap) implements Push {}

  /// Something changed in who is present.
  record Presence(String channel, PresenceChange change) implements Push {}

  /// A channel is not heard any more, though the client did not ask for that.
  record Unsubscribed(String channel, ErrorCode code) implements Push {}

  /// What let the client in ends soon; a `refresh` with a new token prevents that.
  ///
  /// @param expiresSeconds when, since 1970
  record Expiring(long expiresSeconds) implements Push {}

  /// Something new in the inbox, as one sees it who has done nothing with it yet.
  ///
  /// @param replaces the id of the item whose place it takes; null for none
  record Notification(InboxItem item, @Nullable String replaces) implements Push {}

  /// What changed in the inbox. After each run of notifications comes one.
  ///
  /// @param counts of the whole inbox
  /// @param groups of the newest items, in place of all groups that the client knows; null where
  ///   they are as they were, and for clients that did not ask for them
  /// @param changes in their order; often none
  record Inbox(
      String version,
      InboxNumbers counts,
      @Nullable List<InboxGroup> groups,
      List<ItemChange> changes)
      implements Push {
    public Inbox {
      groups = groups == null ? null : List.copyOf(groups);
      changes = List.copyOf(changes);
    }
  }

  /// The inbox as it is now, in place of all that the client has of it.
  record InboxReset(InboxPage page) implements Push {}

  /// `{}`: any line is an answer, `{}` will do.
  record Ping() implements Push {}

  /// What changed.
  sealed interface PresenceChange {
    /// All who are there; comes first.
    record Members(List<PresenceMember> members) implements PresenceChange {
      public Members {
        members = List.copyOf(members);
      }
    }

    /// A user's first connection came.
    record Joined(PresenceMember member) implements PresenceChange {}

    /// A user's last connection went.
    record Left(PresenceMember member) implements PresenceChange {}

    /// How many users are there, for those who want only that.
    record Count(int count) implements PresenceChange {}
  }
}
