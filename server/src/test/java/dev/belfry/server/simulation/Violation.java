package dev.belfry.server.simulation;

import java.util.function.Supplier;

/// A promise that was not kept.
final class Violation extends AssertionError {
  private final Breach breach;

  Violation(Breach breach, String what) {
    super(what);
    this.breach = breach;
  }

  /// Which promise it was.
  Breach breach() {
    return breach;
  }

  /// The same, with more words around it.
  Violation within(String before, String after) {
    return new Violation(breach, before + getMessage() + after);
  }

  static void unless(Breach breach, boolean kept, Supplier<String> what) {
    if (!kept) {
      throw new Violation(breach, what.get());
    }
  }

  static void unless(Breach breach, boolean kept, String what) {
    if (!kept) {
      throw new Violation(breach, what);
    }
  }
}
