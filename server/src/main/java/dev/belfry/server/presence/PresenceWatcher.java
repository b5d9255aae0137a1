package dev.belfry.server.presence;

import dev.belfry.server.runtime.Frame;
import java.util.function.Function;

/// One who is told of presence, on the loop that it lives on.
public interface PresenceWatcher {
  /// Puts lines on the wire; those with the same object get the same bytes.
  Function<byte[], Frame> encoder();

  /// Lines for it. Returns false where it can't take them now: then they are dropped, and it has to
  /// call `catchUp` when it can take more, which tells it all anew.
  boolean offer(Frame frame);
}
