package dev.belfry.server.presence;

/// Somebody was shown who is not there, or was not shown who is.
final class PresenceViolation extends AssertionError {
  private static final long serialVersionUID = 1;

  PresenceViolation(String message) {
    super(message);
  }
}
