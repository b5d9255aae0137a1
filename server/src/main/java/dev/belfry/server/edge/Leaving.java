package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;
import java.util.concurrent.ThreadLocalRandom;

/// What clients are told when the server leaves: come back, but not all at once.
final class Leaving {
  /// Over how many seconds clients spread their reconnects.
  static final int RECONNECT_WITHIN_SECONDS = 30;

  static final CloseReason REASON =
      new CloseReason(CloseCode.LEAVING, "{\"reconnectWithin\":" + RECONNECT_WITHIN_SECONDS + "}");

  /// An EventSource that meets a proxy's 502 gives up for good, so none is told to come back before
  /// this server can be there again: after it has left, and started anew.
  private static final long RESTART_MILLIS = 3_000;

  private Leaving() {}

  /// After how long an event stream comes back.
  ///
  /// @param restMillis how long this server still needs to say goodbye to the others
  static long retryMillis(long restMillis) {
    long spread = RECONNECT_WITHIN_SECONDS * 1000L;
    return restMillis + RESTART_MILLIS + ThreadLocalRandom.current().nextLong(spread);
  }
}
