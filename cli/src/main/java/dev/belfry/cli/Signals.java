package dev.belfry.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What a process does when it is told to end: the first SIGTERM, SIGINT or SIGHUP lets it leave
/// gracefully, a second SIGTERM or SIGINT ends it at once. A second SIGHUP does nothing, since a
/// terminal that closes may send several; where SIGHUP is ignored, as under `nohup`, Java leaves it
/// so. A process without a terminal, as a service is, can't lose one: there SIGHUP has the meaning
/// that it has for services, and its configuration is read again. A shutdown hook could not tell
/// the second one, and the JDK's own word for signals, `sun.misc.Signal` of its supported module
/// `jdk.unsupported`, is reached by reflection, since javac warns of it whatever one says.
final class Signals {
  /// Added to a signal's number for the exit code of a process that it ended (POSIX shells).
  private static final int EXIT_BASE = 128;

  /// A signal, by its number in POSIX.
  enum Kind {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /// The exit code of a process that it ended.
    int exitCode() {
      return EXIT_BASE + number;
    }
  }

  /// Hears of the first signal.
  interface Listener {
    void signalled(Kind signal);
  }

  private final AtomicInteger heard = new AtomicInteger();
  private final Listener leave;
  private final @Nullable Runnable reload;

  private Signals(Listener leave, @Nullable Runnable reload) {
    this.leave = leave;
    this.reload = reload;
  }

  /// Tells `leave` of the first signal, on a thread of its own.
  static void onFirst(Listener leave) {
    handleAll(new Signals(leave, null));
  }

  /// The same for a service: without a terminal, each SIGHUP calls `reload`.
  static void onFirst(Listener leave, Runnable reload) {
    handleAll(new Signals(leave, hasTerminal() ? null : reload));
  }

  private static void handleAll(Signals signals) {
    List.of(Kind.values()).forEach(signals::handle);
  }

  /// Whether the process has a terminal that may hang up (POSIX, "controlling terminal").
  private static boolean hasTerminal() {
    try (var _ = Files.newInputStream(Path.of("/dev/tty"))) {
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  private void handle(Kind kind) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                hear(kind);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(kind.name()), listener);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this Java has no module jdk.unsupported", missing);
    }
  }

  private void hear(Kind kind) {
    if (kind == Kind.HUP && reload != null) {
      reload.run();
      return;
    }
    if (heard.getAndIncrement() == 0) {
      Thread.ofPlatform().name("belfry-leave").start(() -> leave.signalled(kind));
    } else if (kind != Kind.HUP) {
      Runtime.getRuntime().halt(kind.exitCode());
    }
  }
}
