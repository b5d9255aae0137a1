package dev.belfry.server.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// What all nodes of a system know together of who may come in. Used by every thread; never waits.
public interface Control {
  /// Whether it is known here who was told to go, at any node. While it is not, nobody is admitted
  /// who may have been.
  boolean current();

  /// A user was told to go.
  ///
  /// @param notBeforeMillis what was issued before that is not good any more
  /// @param then is called once, on any thread, with whether all nodes will know, after a restart
  ///   too
  void disconnected(UserId user, long notBeforeMillis, Consumer<Boolean> then);

  /// What came of using something that may be used once.
  enum Claim {
    FIRST,
    REPEATED,
    /// Nobody can tell, so it must not be used.
    UNKNOWN
  }

  /// Uses a ticket.
  ///
  /// @param id of the ticket
  /// @param life how long it can be used
  /// @param then is called once, perhaps before this returns, on any thread
  void claim(String id, Duration life, Consumer<Claim> then);

  /// What tickets are sealed with on all nodes; empty while this one does not know.
  Optional<byte[]> ticketKey();
}
