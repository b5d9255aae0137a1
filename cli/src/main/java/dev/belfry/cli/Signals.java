package dev.belfry.cli;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/// What a server process does when it is told to end: the first SIGTERM or SIGINT lets it leave
/// gracefully, a second one ends it at once. A shutdown hook could not tell the second one.
final class Signals {
  /// Added to a signal's number for the exit code of a process that it ended (POSIX shells).
  private static final int EXIT_BASE = 128;

  private final AtomicInteger heard = new AtomicInteger();

  private Signals() {}

  /// Runs `leave` on a thread of its own at the first signal.
  static void onFirst(Runnable leave) {
    Signals signals = new Signals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> signals.hear(signal, leave));
    }
  }

  private void hear(Signal signal, Runnable leave) {
    if (heard.getAndIncrement() == 0) {
      Thread.ofPlatform().name("belfry-leave").start(leave);
    } else {
      Runtime.getRuntime().halt(EXIT_BASE + signal.getNumber());
    }
  }
}
