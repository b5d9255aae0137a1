package dev.belfry.server.edge;

/// How the server finds out that a client is gone, in seconds.
///
/// @param pingSeconds after how long without a word a client is pinged
/// @param pongSeconds how long it then has to answer
/// @param stalledSeconds how long bytes may wait without one of them being taken
/// @param requestSeconds how long a request head, with the handshake, may take
record Pulse(int pingSeconds, int pongSeconds, int stalledSeconds, int requestSeconds) {
  /// How long a client may take to answer a goodbye.
  static final int GOODBYE_SECONDS = 3;

  /// How long an HTTP connection may stay open without a request.
  static final int KEEP_ALIVE_SECONDS = 60;
}
