package dev.belfry.server.edge;

/// How the server finds out that a client is gone, in seconds.
///
/// @param pingSeconds after how long without a word a client is pinged
/// @param pongSeconds how long it then has to answer
/// @param stalledSeconds how long bytes may wait without one of them being taken
/// @param requestSeconds how long a request head, with the handshake, may take, and how long a body
///   may come without a byte
/// @param keepAliveSeconds how long an HTTP connection may stay open between two requests
record Pulse(
    int pingSeconds,
    int pongSeconds,
    int stalledSeconds,
    int requestSeconds,
    int keepAliveSeconds) {
  /// How long a client may take to answer a goodbye.
  static final int GOODBYE_SECONDS = 3;
}
