package dev.belfry.server.edge.netty;

/// What is spoken on a connection.
public enum ConnectionKind {
  /// A handshake of TLS is under way.
  HANDSHAKE("handshake"),
  /// Requests and responses.
  HTTP("http"),
  /// A connection of HTTP/2, besides the streams that it carries.
  HTTP2("http2"),
  /// A WebSocket of one channel, in plain messages.
  WEBSOCKET("websocket"),
  /// A WebSocket in the framed protocol.
  FRAMED("framed"),
  /// An event stream.
  STREAM("stream");

  private final String word;

  ConnectionKind(String word) {
    this.word = word;
  }

  /// As figures name it.
  public String word() {
    return word;
  }
}
