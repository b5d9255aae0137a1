package dev.belfry.server.store.shared;

/// A promise that was broken.
final class SharedViolation extends AssertionError {
  private static final long serialVersionUID = 1;

  SharedViolation(String what) {
    super(what);
  }
}
