package dev.belfry.server.edge.netty;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;
import java.util.concurrent.ThreadLocalRandom;

/// What clients are told when the server stops: come back, but not all at once.
public final class ShutdownNotice {
  /// Over how many seconds clients spread their reconnects.
  public static final int RECONNECT_WITHIN_SECONDS = 30;

  public static final CloseReason REASON =
      new CloseReason(CloseCode.LEAVING, "{\"reconnectWithin\":" + RECONNECT_WITHIN_SECONDS + "}");

  /// An EventSource that meets a proxy's 502 gives up for good, so none is told to come back before
  /// this server can be there again: after it has stopped, and started anew.
  private static final long RESTART_MILLIS = 3_000;

  private ShutdownNotice() {}

  /// After how long an event stream comes back.
  ///
  /// @param restMillis how long this server still needs to tell the others
  public static long retryMillis(long restMillis) {
    long spread = RECONNECT_WITHIN_SECONDS * 1000L;
    return restMillis + RESTART_MILLIS + ThreadLocalRandom.current().nextLong(spread);
  }
}
