package dev.belfry.server.edge.websocket;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.HandlerSession;

/// The switch to a WebSocket that a handler of the embedding program serves.
///
/// @param channel that of its path, whose broadcasts it gets
record HandlerSwitch(RawContext context, ChannelName channel, ClientHandler handler)
    implements ProtocolSwitch {
  @Override
  public void begin(ProtocolUpgrade upgrade) {
    HandshakeResult.Accepted accepted = context.sockets().accept(upgrade, handler.subprotocols());
    if (accepted == null) {
      return;
    }
    WebSocketConnection connection = context.connection(upgrade.channel(), accepted.deflate());
    HandlerSession session =
        new HandlerSession(
            context.sockets().sessions(),
            connection,
            context.dialect(accepted.deflate()),
            channel,
            handler,
            context.plain()::text);
    connection.serve(session, accepted.response(upgrade.channel().alloc()));
    upgrade.replaceWith(connection);
    session.open();
  }
}
