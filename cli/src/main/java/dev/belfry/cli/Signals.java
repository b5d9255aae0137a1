package dev.belfry.cli;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What a server process does when it is told to end: the first SIGTERM or SIGINT lets it leave
/// gracefully, a second one ends it at once. A shutdown hook could not tell the second one, and the
/// JDK's own word for signals, `sun.misc.Signal` of its supported module `jdk.unsupported`, is
/// reached by reflection, since javac warns of it whatever one says.
final class Signals {
  /// Added to a signal's number for the exit code of a process that it ended (POSIX shells).
  private static final int EXIT_BASE = 128;

  private static final Map<String, Integer> NUMBERS = Map.of("TERM", 15, "INT", 2);

  private final AtomicInteger heard = new AtomicInteger();
  private final Runnable leave;

  private Signals(Runnable leave) {
    this.leave = leave;
  }

  /// Runs `leave` on a thread of its own at the first signal.
  static void onFirst(Runnable leave) {
    Signals signals = new Signals(leave);
    NUMBERS.forEach(signals::handle);
  }

  private void handle(String name, int number) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                hear(number);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this Java has no module jdk.unsupported", missing);
    }
  }

  private void hear(int number) {
    if (heard.getAndIncrement() == 0) {
      Thread.ofPlatform().name("belfry-leave").start(leave);
    } else {
      Runtime.getRuntime().halt(EXIT_BASE + number);
    }
  }
}
