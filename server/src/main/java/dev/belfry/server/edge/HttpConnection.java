package dev.belfry.server.edge;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.transport.Connection;
import dev.belfry.server.edge.websocket.Handshake;
import dev.belfry.server.edge.websocket.HandshakeResult;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.RawSession;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/// A socket on which HTTP is spoken, until it switches to WebSocket or an event stream.
final class HttpConnection extends Connection {
  private final EdgeRoom room;
  private final Channel channel;
  private @org.jspecify.annotations.Nullable HttpRequest head;
  private final Handshake handshake = new Handshake(true);

  HttpConnection(EdgeRoom room, Channel channel) {
    this.room = room;
    this.channel = channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      head = request;
    } else if (message instanceof LastHttpContent content) {
      ReferenceCountUtil.release(content);
      upgrade(java.util.Objects.requireNonNull(head));
    }
  }

  private void upgrade(HttpRequest request) {
    if (!(handshake.read(request, List.of()) instanceof HandshakeResult.Accepted accepted)) {
      var _ = channel.close();
      return;
    }
    boolean deflate = accepted.deflate();
    WebSocketConnection connection = new WebSocketConnection(room, channel, deflate);
    RawSession session =
        new RawSession(
            room.sessions(), connection, room.raw(deflate), new ChannelName("notifications"));
    connection.serve(session);
    connection.say(accepted.response(channel.alloc()));
    room.connections().replace(this, connection);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(connection);
    pipeline.remove(this);
    pipeline.remove(HttpServerCodec.class);
    session.open(new Since.Now());
  }

  @Override
  protected void tick(int nowSeconds) {}

  @Override
  protected void leave() {
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.connections().remove(this);
  }
}
