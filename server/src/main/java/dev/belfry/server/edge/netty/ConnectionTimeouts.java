package dev.belfry.server.edge.netty;

/// The times after which the server takes a client for gone, in seconds.
///
/// @param pingSeconds after how long without a byte from it a client is pinged
/// @param pongSeconds how long it then has to answer
/// @param stalledSeconds how long bytes may wait without one of them being taken
/// @param requestSeconds how long a request head, with the handshake, may take
public record ConnectionTimeouts(
    int pingSeconds, int pongSeconds, int stalledSeconds, int requestSeconds) {
  /// How long a client may take to answer a close frame.
  public static final int CLOSE_ANSWER_SECONDS = 3;

  /// How long an HTTP connection may stay open without a request.
  public static final int KEEP_ALIVE_SECONDS = 60;
}
