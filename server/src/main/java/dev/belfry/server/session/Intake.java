package dev.belfry.server.session;

import java.time.Duration;

/// How much of what a client sends is under way; where that is too much, its socket is not read.
/// Nothing queues: the client's own network stack holds it.
final class Intake {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final SessionRoom room;
  private final Outlet outlet;
  private int unanswered;
  private int inThisSecond;
  private long secondStartedNanos;
  private boolean paused;

  Intake(SessionRoom room, Outlet outlet) {
    this.room = room;
    this.outlet = outlet;
  }

  /// A publish is on its way to the log.
  void began() {
    unanswered++;
    if (room.bounds().publishesPerSecondMax() > 0) {
      pace();
    }
    decide();
  }

  /// It was answered.
  void done() {
    unanswered--;
    decide();
  }

  private void pace() {
    long now = room.clock().nanos();
    if (inThisSecond == 0 || now - secondStartedNanos >= SECOND_NANOS) {
      secondStartedNanos = now;
      inThisSecond = 0;
    }
    if (++inThisSecond == room.bounds().publishesPerSecondMax()) {
      Duration rest = Duration.ofNanos(SECOND_NANOS - (now - secondStartedNanos));
      room.loop().schedule(rest, this::nextSecond);
    }
  }

  private void nextSecond() {
    inThisSecond = 0;
    decide();
  }

  private void decide() {
    int paceMax = room.bounds().publishesPerSecondMax();
    boolean full =
        unanswered >= room.bounds().unansweredMax() || (paceMax > 0 && inThisSecond >= paceMax);
    if (full != paused) {
      paused = full;
      outlet.reading(!full);
    }
  }
}
