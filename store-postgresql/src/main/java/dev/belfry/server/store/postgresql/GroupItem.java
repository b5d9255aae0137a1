package dev.belfry.server.store.postgresql;

import java.util.concurrent.CompletableFuture;

/// What the one thread that appends is given to do.
sealed interface GroupItem permits AskedAppend, GroupItem.Probe, GroupItem.Due {
  /// A commit that appends nothing.
  ///
  /// @param answer gets the group, which the node is to hear of
  record Probe(CompletableFuture<GroupNumber> answer) implements GroupItem {}

  /// Messages whose time has come are to be appended.
  record Due() implements GroupItem {}

  /// Which group of this node something was in.
  ///
  /// @param life during which groups are numbered
  record GroupNumber(String life, long seq) {}
}
