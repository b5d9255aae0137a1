package dev.belfry.server.edge.netty;

/// The times after which the server takes a client for gone, in seconds.
///
/// @param pingSeconds after how long without a byte from it a client is pinged
/// @param pongSeconds how long it then has to answer
/// @param stalledSeconds how long bytes may wait without one of them being taken
/// @param requestSeconds how long a request head, with the handshake, may take, and how long a body
///   may come without a byte
/// @param keepAliveSeconds how long an HTTP connection may stay open between two requests
public record ConnectionTimeouts(
    int pingSeconds,
    int pongSeconds,
    int stalledSeconds,
    int requestSeconds,
    int keepAliveSeconds) {
  /// How long a client may take to answer a close frame.
  public static final int CLOSE_ANSWER_SECONDS = 3;
}
