package dev.belfry.server.session;

import dev.belfry.protocol.CloseCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The end of a session whose client another node would serve better, at a time of its own within
/// some seconds, so that clients do not come to the others all at once. Where this node can serve
/// it again before that, it stays.
final class Departure {
  private static final Duration SPREAD = Duration.ofSeconds(5);
  private static final int LOTS = 1_000;

  private static final CloseReason CUT_OFF =
      new CloseReason(CloseCode.UNAVAILABLE, "this node can't reach its store; another one may");

  private final long dueNanos;

  private Departure(long dueNanos) {
    this.dueNanos = dueNanos;
  }

  /// Looks at a session, as once a second, and ends it where its time has come.
  ///
  /// @param before what this returned the last time
  /// @param cutOff whether this node can't serve the session now
  static @Nullable Departure next(@Nullable Departure before, boolean cutOff, Session session) {
    if (!cutOff || session.ended()) {
      return null;
    }
    long now = session.context().clock().nanos();
    if (before == null) {
      long lot = Math.floorMod(session.ensureSessionId().getLeastSignificantBits(), LOTS);
      return new Departure(now + SPREAD.toNanos() * lot / LOTS);
    }
    if (now - before.dueNanos >= 0) {
      session.close(CUT_OFF);
    }
    return before;
  }
}
