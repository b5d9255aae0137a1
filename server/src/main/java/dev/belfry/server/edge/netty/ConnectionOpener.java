package dev.belfry.server.edge.netty;

import io.netty.channel.socket.SocketChannel;

/// What gives an accepted socket its handlers.
@FunctionalInterface
public interface ConnectionOpener {
  /// Called on the loop of the socket.
  ///
  /// @param loopIndex of the loop that the socket belongs to
  void open(int loopIndex, SocketChannel channel, Admission admission);
}
