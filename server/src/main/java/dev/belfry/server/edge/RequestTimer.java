package dev.belfry.server.edge;

/// When a connection that waits for its client has waited long enough, in seconds of its loop's
/// table. A head has a time in all; a body may take as long as it comes on, within a bound. Owned
/// by the connection's loop.
final class RequestTimer {
  /// What has become of the waiting.
  enum Verdict {
    /// The client still has time.
    WAIT,
    /// Nothing is under way, so the connection may go without a word.
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

  private final Pulse pulse;
  private Waiting waiting = Waiting.FIRST_REQUEST;
  private int sinceSeconds;
  private int bodySinceSeconds;

  RequestTimer(Pulse pulse, int nowSeconds) {
    this.pulse = pulse;
    this.sinceSeconds = nowSeconds;
  }

  /// Some of a request's head has come.
  void headBegun(int nowSeconds) {
    if (waiting == Waiting.FIRST_REQUEST) {
      waiting = Waiting.HEAD; // its time began with the connection
    } else if (waiting == Waiting.NEXT_REQUEST) {
      waiting = Waiting.HEAD;
      sinceSeconds = nowSeconds;
    }
  }

  /// The head is whole.
  void bodyBegun(int nowSeconds) {
    waiting = Waiting.BODY;
    sinceSeconds = nowSeconds;
    bodySinceSeconds = nowSeconds;
  }

  /// Some of the body has come.
  void bodyCame(int nowSeconds) {
    sinceSeconds = nowSeconds;
  }

  /// The request is answered.
  void answered(int nowSeconds) {
    waiting = Waiting.NEXT_REQUEST;
    sinceSeconds = nowSeconds;
  }

  /// How long nothing has come.
  int waitedSeconds(int nowSeconds) {
    return nowSeconds - sinceSeconds;
  }

  Verdict verdict(int nowSeconds) {
    int waited = waitedSeconds(nowSeconds);
    return switch (waiting) {
      case FIRST_REQUEST -> waited >= pulse.requestSeconds() ? Verdict.IDLE : Verdict.WAIT;
      case NEXT_REQUEST -> waited >= pulse.keepAliveSeconds() ? Verdict.IDLE : Verdict.WAIT;
      case HEAD -> waited >= pulse.requestSeconds() ? Verdict.LATE : Verdict.WAIT;
      case BODY ->
          waited >= pulse.requestSeconds()
                  || nowSeconds - bodySinceSeconds >= pulse.stalledSeconds()
              ? Verdict.LATE
              : Verdict.WAIT;
    };
  }
}
