package dev.belfry.server.runtime;

/// Bytes ready for the socket, encoded once and shared by all who get them. Counted: whoever made
/// one releases it; whoever keeps one beyond a call retains it first.
public interface Frame {
  /// How many bytes it puts on the wire.
  int bytes();

  void retain();

  void release();
}
