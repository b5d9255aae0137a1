package dev.belfry.server.edge.netty;

/// Is told how a connection goes on that began with a request of HTTP. On the connection's loop.
public interface ConnectionListener {
  /// The head of the response was written.
  void begun();

  /// So many bytes are on their way to the client.
  void wrote(int bytes);

  /// One side closes, by a close code. There may be more than one; the first is the reason.
  void closing(int code);

  /// The connection has ended.
  void ended();
}
