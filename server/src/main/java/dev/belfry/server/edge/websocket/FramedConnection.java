package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.netty.ConnectionKind;
import dev.belfry.server.edge.websocket.frame.FrameEncoder;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/// A WebSocket in the framed protocol. It is pinged by a line, since a browser's script sees no
/// WebSocket ping: so a client too can tell that the server is gone.
final class FramedConnection extends WebSocketConnection {
  private static final byte[] PING = "{}".getBytes(StandardCharsets.US_ASCII);

  FramedConnection(
      ConnectionContext context, Channel channel, WebSocketCodec codec, boolean deflate) {
    super(context, channel, codec, deflate);
  }

  @Override
  protected ConnectionKind kind() {
    return ConnectionKind.FRAMED;
  }

  @Override
  void ping() {
    send(PING, FrameEncoder::text);
  }
}
