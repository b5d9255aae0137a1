package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.encode.RawDeflatedFormat;
import dev.belfry.server.edge.encode.RawTextFormat;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

/// What the WebSockets of one loop share whose messages are nothing but their data: in raw mode,
/// and those of an embedding program.
public final class RawContext {
  private final WebSocketContext sockets;
  private final WebSocketCodec codec;
  private final RawDialect plain;
  private final RawDialect deflated;

  public RawContext(WebSocketContext sockets, ByteBufAllocator allocator) {
    this.sockets = sockets;
    this.codec = sockets.codec(0);
    this.plain = new RawDialect(new RawTextFormat(allocator), allocator);
    this.deflated = new RawDialect(new RawDeflatedFormat(allocator, codec), allocator);
  }

  WebSocketContext sockets() {
    return sockets;
  }

  WebSocketConnection connection(Channel channel, boolean deflate) {
    return new WebSocketConnection(sockets.sockets(), channel, codec, deflate);
  }

  /// The dialect, which compresses for clients that agreed to permessage-deflate.
  RawDialect dialect(boolean deflate) {
    return deflate ? deflated : plain;
  }

  RawDialect plain() {
    return plain;
  }
}
