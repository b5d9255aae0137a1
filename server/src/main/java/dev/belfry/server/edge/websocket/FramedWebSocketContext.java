package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.session.FramedContext;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

/// What the WebSockets of one loop share that speak the framed protocol.
final class FramedWebSocketContext {
  /// What a command may take beside the largest message.
  private static final int OVERHEAD_BYTES = 4 * 1024;

  private final WebSocketContext sockets;
  private final FramedContext sessions;
  private final WebSocketCodec codec;
  private final FramedDialect plain;
  private final FramedDialect deflated;

  FramedWebSocketContext(
      WebSocketContext sockets, FramedContext sessions, ByteBufAllocator allocator) {
    this.sockets = sockets;
    this.sessions = sessions;
    this.codec = sockets.codec(OVERHEAD_BYTES);
    this.plain = FramedDialect.of(allocator, null);
    this.deflated = FramedDialect.of(allocator, codec);
  }

  WebSocketContext sockets() {
    return sockets;
  }

  FramedContext sessions() {
    return sessions;
  }

  FramedConnection connection(Channel channel, boolean deflate) {
    return new FramedConnection(sockets.sockets(), channel, codec, deflate);
  }

  /// The dialect, which compresses for clients that agreed to permessage-deflate.
  FramedDialect dialect(boolean deflate) {
    return deflate ? deflated : plain;
  }
}
