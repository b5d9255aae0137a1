package dev.belfry.server.session;

/// How much of what a client sends is under way; where that is too much, its socket is not read.
/// Nothing queues: the client's own network stack holds it.
final class Intake {
  private final SessionRoom room;
  private final Outlet outlet;
  private final Pace pace;
  private int unanswered;
  private boolean paused;

  Intake(SessionRoom room, Outlet outlet) {
    this.room = room;
    this.outlet = outlet;
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

  private void decide() {
    boolean full = unanswered >= room.bounds().unansweredMax() || pace.full(room.clock().nanos());
    if (full != paused) {
      paused = full;
      outlet.reading(!full);
    }
  }
}
