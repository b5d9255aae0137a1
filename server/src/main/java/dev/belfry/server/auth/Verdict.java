package dev.belfry.server.auth;

/// The answer to whether a principal may do something.
public enum Verdict {
  /// Yes.
  ALLOWED,
  /// No, and nobody said who they are: a token may help. HTTP 401.
  UNAUTHORIZED,
  /// No, for this principal. HTTP 403, close 4502.
  FORBIDDEN;

  public boolean allowed() {
    return this == ALLOWED;
  }
}
