package dev.belfry.server.edge;

import dev.belfry.server.edge.websocket.FrameEncoder;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/// A WebSocket in the framed protocol. It is pinged by a line, since a browser's script sees no
/// WebSocket ping: so a client too can tell that the server is gone.
final class FramedConnection extends WebSocketConnection {
  private static final byte[] PING = "{}".getBytes(StandardCharsets.US_ASCII);

  FramedConnection(EdgeRoom room, Channel channel, boolean deflate) {
    super(room, channel, room.framedCodec(), deflate);
  }

  @Override
  void ping() {
    control(PING, FrameEncoder::text);
  }
}
