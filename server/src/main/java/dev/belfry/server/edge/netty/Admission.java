package dev.belfry.server.edge.netty;

/// Whether there is room for one more connection.
public enum Admission {
  ADMITTED,

  /// The server has as many as it may have.
  SERVER_FULL,

  /// The client's address has.
  ADDRESS_FULL,

  /// Too many came from the client's address in one second.
  TOO_FAST;

  /// What a client is told that there is no room for.
  public static final String TOO_MANY = "too many connections";
}
