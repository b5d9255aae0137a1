package dev.belfry.server.session;

/// How much of what a client sends is under way; where that is too much, its socket is not read.
/// Nothing queues: the client's own network stack holds it.
final class Intake {
  private final SessionRoom room;
  private final Outlet outlet;
  private final Runnable whenNotFull;
  private final Pace pace;
  private int unanswered;
  private boolean held;
  private boolean full;
  private boolean paused;

  /// @param whenNotFull called when more may be taken after `full` was true
  Intake(SessionRoom room, Outlet outlet, Runnable whenNotFull) {
    this.room = room;
    this.outlet = outlet;
    this.whenNotFull = whenNotFull;
    this.pace = new Pace(room.bounds().publishesPerSecondMax());
  }

  /// A publish is on its way to the log.
  void began() {
    unanswered++;
    long now = room.clock().nanos();
    var _ = pace.take(now);
    if (pace.full(now)) {
      room.loop().schedule(pace.rest(now), this::decide);
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
    full = unanswered >= room.bounds().unansweredMax() || pace.full(room.clock().nanos());
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
