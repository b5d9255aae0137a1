package dev.belfry.server.edge.netty;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;

/// What clients are told when the server stops: come back, but not all at once.
public final class ShutdownNotice {
  /// Over how many seconds clients spread their reconnects.
  public static final int RECONNECT_WITHIN_SECONDS = 30;

  public static final CloseReason REASON =
      new CloseReason(CloseCode.LEAVING, "{\"reconnectWithin\":" + RECONNECT_WITHIN_SECONDS + "}");

  private ShutdownNotice() {}
}
