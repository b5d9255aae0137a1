package dev.belfry.server.session;

import dev.belfry.server.inbox.InboxEncoder;
import dev.belfry.server.inbox.InboxWatcher;
import dev.belfry.server.runtime.Frame;

/// What a session is told of an inbox. What its client can't take now is dropped: when its socket
/// has drained it is told all anew. Owned by the session's loop.
record SessionInbox(Session session, InboxEncoder encoder) implements InboxWatcher {
  @Override
  public boolean offer(Frame frame) {
    return session.offer(frame);
  }

  @Override
  public void hold(long bytes) {
    session.hold(bytes);
  }
}
