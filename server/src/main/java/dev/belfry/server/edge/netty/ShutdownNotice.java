package dev.belfry.server.edge.netty;

import dev.belfry.protocol.CloseCode;
import dev.belfry.server.session.CloseReason;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// What clients are told when the server stops: come back, but not all at once.
public final class ShutdownNotice {
  /// An EventSource that meets a proxy's 502 gives up for good, so none is told to come back before
  /// this server can be there again: after it has stopped, and started anew.
  private static final long RESTART_MILLIS = 3_000;

  private final long withinSeconds;
  private final CloseReason reason;

  /// @param drain the time over which clients are to come back; in whole seconds, and at least one,
  ///   so that they never come all together
  public ShutdownNotice(Duration drain) {
    withinSeconds = Math.max(1, drain.plusMillis(999).toSeconds());
    reason = new CloseReason(CloseCode.LEAVING, "{\"reconnectWithin\":" + withinSeconds + "}");
  }

  /// Why a client of a protocol with close codes has to go.
  public CloseReason reason() {
    return reason;
  }

  /// After how long an event stream comes back.
  ///
  /// @param restMillis how long this server still needs to tell the others
  public long retryMillis(long restMillis) {
    long spread = withinSeconds * 1000L;
    return restMillis + RESTART_MILLIS + ThreadLocalRandom.current().nextLong(spread);
  }
}
