package dev.belfry.client;

import dev.belfry.protocol.InboxItem;
import dev.belfry.protocol.InboxPage;
import dev.belfry.protocol.Push;
import org.jspecify.annotations.Nullable;

/// Hears what happens in an inbox. Calls come one after another on a virtual thread, so they may
/// block; one that is slow is given a page in place of what it has missed.
public interface InboxListener {
  /// The inbox as it is: first of all, and whenever what was heard before does not count any more.
  void onPage(InboxPage page);

  /// Something new.
  ///
  /// @param replaces the id of the item whose place it takes; null for none
  void onNotification(InboxItem item, @Nullable String replaces);

  /// What changed, with the counts; comes after each run of notifications too.
  void onChange(Push.Inbox change);

  /// The server gives no inbox to this client.
  default void onRefused(Problem problem) {}
}
