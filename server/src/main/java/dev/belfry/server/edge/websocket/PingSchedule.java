package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.netty.ConnectionTimeouts;

/// The pings of one client: when the next is due, and whether the last was answered.
final class PingSchedule {
  enum Due {
    NOTHING,
    PING,
    /// The client has not answered in time.
    NO_PONG
  }

  private int pingedSeconds;
  private boolean awaitingPong;

  PingSchedule(int pingedSeconds) {
    this.pingedSeconds = pingedSeconds;
  }

  /// Something came from the client, or could not, since it is not read: that answers a ping as
  /// well as a pong does.
  void answered() {
    awaitingPong = false;
  }

  /// What is due now. A ping that is due counts as sent.
  Due next(int nowSeconds, ConnectionTimeouts timeouts) {
    int passed = nowSeconds - pingedSeconds;
    if (awaitingPong) {
      return passed >= timeouts.pongSeconds() ? Due.NO_PONG : Due.NOTHING;
    }
    if (passed < timeouts.pingSeconds()) {
      return Due.NOTHING;
    }
    pingedSeconds = nowSeconds;
    awaitingPong = true;
    return Due.PING;
  }
}
