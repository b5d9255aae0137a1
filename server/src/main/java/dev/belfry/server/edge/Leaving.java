package dev.belfry.server.edge;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;

/// What clients are told when the server leaves: come back, but not all at once.
final class Leaving {
  /// Over how many seconds clients spread their reconnects.
  static final int RECONNECT_WITHIN_SECONDS = 30;

  static final CloseReason REASON =
      new CloseReason(CloseCode.LEAVING, "{\"reconnectWithin\":" + RECONNECT_WITHIN_SECONDS + "}");

  private Leaving() {}
}
