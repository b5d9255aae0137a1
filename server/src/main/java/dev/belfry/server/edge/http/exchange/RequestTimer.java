package dev.belfry.server.edge.http.exchange;

import dev.belfry.server.edge.netty.ConnectionTimeouts;

/// When a connection that waits for its client has waited long enough, in seconds of its loop's
/// table. A head has a time in all; a body may take as long as it comes on, within a bound. Owned
/// by the connection's loop.
public final class RequestTimer {
  /// How long a client has to read the last answer and close, before the socket is closed with what
  /// it still sends.
  public static final int LINGER_SECONDS = 2;

  /// What has become of the waiting.
  public enum Outcome {
    /// The client still has time.
    WAIT,
    /// Nothing is under way, so the connection may be closed.
    IDLE,
    /// A request began to arrive and did not come on.
    LATE
  }

  private enum Waiting {
    FIRST_REQUEST,
    NEXT_REQUEST,
    HEAD,
    BODY
  }

  private final ConnectionTimeouts timeouts;
  private Waiting waiting = Waiting.FIRST_REQUEST;
  private int sinceSeconds;
  private int bodySinceSeconds;

  public RequestTimer(ConnectionTimeouts timeouts, int nowSeconds) {
    this.timeouts = timeouts;
    this.sinceSeconds = nowSeconds;
  }

  /// Some of a request's head has come.
  public void headBegun(int nowSeconds) {
    if (waiting == Waiting.FIRST_REQUEST) {
      waiting = Waiting.HEAD; // its time began with the connection
    } else if (waiting == Waiting.NEXT_REQUEST) {
      waiting = Waiting.HEAD;
      sinceSeconds = nowSeconds;
    }
  }

  /// The head is whole.
  public void bodyBegun(int nowSeconds) {
    waiting = Waiting.BODY;
    sinceSeconds = nowSeconds;
    bodySinceSeconds = nowSeconds;
  }

  /// Some of the body has come.
  public void bodyCame(int nowSeconds) {
    sinceSeconds = nowSeconds;
  }

  /// The request is answered.
  public void answered(int nowSeconds) {
    waiting = Waiting.NEXT_REQUEST;
    sinceSeconds = nowSeconds;
  }

  /// How long nothing has come.
  public int waitedSeconds(int nowSeconds) {
    return nowSeconds - sinceSeconds;
  }

  public Outcome outcome(int nowSeconds) {
    int waited = waitedSeconds(nowSeconds);
    return switch (waiting) {
      case FIRST_REQUEST -> waited >= timeouts.requestSeconds() ? Outcome.IDLE : Outcome.WAIT;
      case NEXT_REQUEST -> waited >= timeouts.keepAliveSeconds() ? Outcome.IDLE : Outcome.WAIT;
      case HEAD -> waited >= timeouts.requestSeconds() ? Outcome.LATE : Outcome.WAIT;
      case BODY ->
          waited >= timeouts.requestSeconds()
                  || nowSeconds - bodySinceSeconds >= timeouts.stalledSeconds()
              ? Outcome.LATE
              : Outcome.WAIT;
    };
  }
}
