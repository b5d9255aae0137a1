package dev.belfry.server.session;

/// Flow control for what a client sends: counts what is under way; where that is too much, its
/// socket is not read. Nothing queues: the client's own network stack holds it.
final class FlowControl {
  private final SessionContext context;
  private final Outlet outlet;
  private final Runnable whenNotFull;
  private final RateLimit rate;
  private int unanswered;
  private boolean held;
  private boolean full;
  private boolean paused;

  /// @param whenNotFull called when more may be taken after `full` was true
  FlowControl(SessionContext context, Outlet outlet, Runnable whenNotFull) {
    this.context = context;
    this.outlet = outlet;
    this.whenNotFull = whenNotFull;
    this.rate = new RateLimit(context.bounds().publishesPerSecondMax());
  }

  /// A publish is on its way to the log.
  void began() {
    unanswered++;
    long now = context.clock().nanos();
    var _ = rate.take(now);
    if (rate.full(now)) {
      context.loop().schedule(rate.rest(now), this::decide);
    }
    decide();
  }

  /// It was answered.
  void done() {
    unanswered--;
    decide();
  }

  /// Whether no more should be taken now.
  boolean full() {
    return full;
  }

  /// Stops reading for a reason of the session's own, or ceases to.
  void hold(boolean on) {
    held = on;
    pauseOrResume();
  }

  private void decide() {
    boolean before = full;
    full = unanswered >= context.bounds().unansweredMax() || rate.full(context.clock().nanos());
    pauseOrResume();
    if (before && !full) {
      whenNotFull.run();
    }
  }

  private void pauseOrResume() {
    if ((full || held) != paused) {
      paused = full || held;
      outlet.reading(!paused);
    }
  }
}
