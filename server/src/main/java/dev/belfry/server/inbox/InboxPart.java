package dev.belfry.server.inbox;

import dev.belfry.protocol.ItemChange;

/// A part of what sessions are told.
sealed interface InboxPart {
  /// About what it costs to keep it.
  int bytes();

  /// A line of its own.
  record Notification(String line) implements InboxPart {
    @Override
    public int bytes() {
      return 2 * line.length();
    }
  }

  /// A change in a line of the inbox.
  ///
  /// @param revision that it came with; [#SHARED] for what concerns a shared feed
  record Change(ItemChange change, long revision, int bytes) implements InboxPart {}

  long SHARED = -1;
}
