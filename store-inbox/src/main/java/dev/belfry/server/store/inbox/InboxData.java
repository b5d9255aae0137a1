package dev.belfry.server.store.inbox;

import java.io.IOException;
import java.util.List;

/// All that a store keeps of inboxes, read while no server uses it, in pieces that are small enough
/// for memory. One thread uses it.
public interface InboxData {
  /// How much there is.
  record Sizes(long users, long notifications) {}

  Sizes sizes() throws IOException;

  /// Changes with whatever a server does to the data.
  String fingerprint() throws IOException;

  /// The rows of a table after one, in the order of their keys; none where there are no more.
  ///
  /// @param key of the one before; empty for the first
  List<InboxRow> rowsAfter(InboxTable table, String key) throws IOException;

  /// The last number that was given in a table, also where its row is gone; 0 for none.
  long lastNumber(InboxTable table) throws IOException;
}
