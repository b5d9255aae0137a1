package dev.belfry.server.simulation;

import java.util.function.Supplier;

/// A promise that was not kept.
final class Violation extends AssertionError {
  Violation(String what) {
    super(what);
  }

  static void unless(boolean kept, Supplier<String> what) {
    if (!kept) {
      throw new Violation(what.get());
    }
  }

  static void unless(boolean kept, String what) {
    if (!kept) {
      throw new Violation(what);
    }
  }
}
