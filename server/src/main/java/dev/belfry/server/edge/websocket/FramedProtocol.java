package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.session.FramedContext;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Set;

/// The framed protocol: many channels over one WebSocket, for clients that offer its subprotocol.
/// It is not to be had where the embedding program has a handler for its path.
public final class FramedProtocol implements ChannelProtocol {
  private final FramedWebSocketContext context;
  private final boolean handled;

  /// @param handlerPaths where the embedding program has handlers
  public FramedProtocol(
      WebSocketContext sockets,
      FramedContext sessions,
      ByteBufAllocator allocator,
      Set<String> handlerPaths) {
    this.context = new FramedWebSocketContext(sockets, sessions, allocator);
    this.handled = handlerPaths.contains(ChannelPaths.ROOT);
  }

  @Override
  public boolean takes(ChannelRequest request) {
    return !handled
        && request.head().isUpgrade()
        && request.atRoot()
        && request.head().offers(ServerFrames.SUBPROTOCOL);
  }

  /// Its channels are named later, command by command.
  @Override
  public AccessRequest access(ChannelRequest request) {
    return new AccessRequest(List.of(), AccessRequest.Kind.WEBSOCKET);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return request.oneChannel().map(_ -> new Decision.Switch(new FramedSwitch(context, caller)));
  }
}
