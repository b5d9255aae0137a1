package dev.belfry.server.edge;

/// Whether there is room for one more connection.
enum Admission {
  WELCOME,

  /// The server has as many as it may have.
  SERVER_FULL,

  /// The client's address has.
  ADDRESS_FULL;

  /// What a client is told that there is no room for.
  static final String TOO_MANY = "too many connections";
}
