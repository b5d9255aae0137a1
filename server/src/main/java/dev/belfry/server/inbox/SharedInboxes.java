package dev.belfry.server.inbox;

import java.util.List;
import java.util.function.Consumer;

/// Inboxes that several nodes share. Each tells the others what it has committed, as lines of
/// ASCII, by a way that the nodes have anyway. Lines may get lost.
public interface SharedInboxes extends Inboxes {
  /// The longest line, in bytes.
  int LINE_MAX = 3_500;

  /// Takes lines for all other nodes, in the order of the commits, on a thread of the store. Set
  /// once, before all else.
  void tellOthers(Consumer<List<String>> others);

  /// Another node has told something. The lines of one node come in their order.
  void heard(List<String> lines);

  /// Lines may have been lost.
  void doubtful();
}
