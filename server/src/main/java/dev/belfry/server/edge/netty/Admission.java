package dev.belfry.server.edge.netty;

/// Whether there is room for one more connection.
public enum Admission {
  ADMITTED,

  /// The server has as many as it may have.
  SERVER_FULL,

  /// The client's address has.
  ADDRESS_FULL
}
