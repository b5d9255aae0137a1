package dev.belfry.server.simulation;

/// A promise that was not kept.
final class Violation extends AssertionError {
  Violation(String what) {
    super(what);
  }

  static void unless(boolean kept, String what) {
    if (!kept) {
      throw new Violation(what);
    }
  }
}
