package dev.belfry.cli.bench;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/// The line that says how far the run is: rewritten in place on a terminal, a new one every few
/// seconds elsewhere.
final class Progress {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long LOG_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private long lastNanos = System.nanoTime();
  private long lastCount;
  private int shownLength;

  Progress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /// Whether a person is looking on.
  static boolean onTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  /// Shows `count` of `total`, if it is time to. A total of 0 is unknown.
  void show(String what, long count, long total) {
    long now = System.nanoTime();
    long passed = now - lastNanos;
    if (passed < (terminal ? TERMINAL_NANOS : LOG_NANOS)) {
      return;
    }
    long perSecond = Math.round((count - lastCount) * 1e9 / passed);
    lastNanos = now;
    lastCount = count;
    String of = total > 0 ? String.format(Locale.ROOT, " of %,d", total) : "";
    print(String.format(Locale.ROOT, "%s: %,d%s, %,d/s", what, count, of, perSecond));
  }

  private void print(String line) {
    if (terminal) {
      err.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
      shownLength = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  /// The next part begins at zero; a terminal's line is wiped.
  void next() {
    if (terminal && shownLength > 0) {
      err.print("\r" + " ".repeat(shownLength) + "\r");
      err.flush();
      shownLength = 0;
    }
    lastCount = 0;
    lastNanos = System.nanoTime();
  }
}
