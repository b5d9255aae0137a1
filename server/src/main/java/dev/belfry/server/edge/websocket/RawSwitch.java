package dev.belfry.server.edge.websocket;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.RawSession;
import java.util.List;

/// The switch to a WebSocket in raw mode.
record RawSwitch(RawContext context, ClientIdentity client, ChannelName channel, Since since)
    implements ProtocolSwitch {
  @Override
  public void begin(ProtocolUpgrade upgrade) {
    HandshakeResult.Accepted accepted = context.sockets().accept(upgrade, List.of());
    if (accepted == null) {
      return;
    }
    WebSocketConnection connection = context.connection(upgrade.channel(), accepted.deflate());
    RawSession session =
        new RawSession(
            context.sockets().sessions(),
            connection,
            context.dialect(accepted.deflate()),
            client,
            channel);
    connection.serve(session, accepted.response(upgrade.channel().alloc()));
    upgrade.replaceWith(connection);
    session.open(since);
  }
}
