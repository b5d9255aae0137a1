package dev.belfry.server.inbox;

import dev.belfry.server.runtime.Frame;

/// One who is told what happens in an inbox, on the loop that it lives on.
public interface InboxWatcher {
  /// Puts lines on the wire; those with equal ones get the same bytes.
  InboxEncoder encoder();

  /// Lines for it. Returns false where it can't take them now: then they are dropped, and it has to
  /// call `catchUp` when it can take more, which tells it all anew.
  boolean offer(Frame frame);

  /// So much more is kept for its sake, or less where negative.
  void hold(long bytes);
}
