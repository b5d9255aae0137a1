package dev.belfry.server.store.inbox;

import java.util.List;

/// Tells other nodes what was committed. What it tells are hints: some may get lost.
@FunctionalInterface
public interface InboxHints {
  /// For a store that no other node has.
  InboxHints NONE = _ -> {};

  /// Takes hints in the order of their commits; each is a line of ASCII for `StoredInboxes.heard`.
  void tell(List<String> hints);
}
