package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FramedSession;
import java.util.List;

/// The switch to a WebSocket in the framed protocol. A client that can't stay is told by a close
/// code, which a browser's script sees, unlike a status.
record FramedSwitch(FramedWebSocketContext context) implements ProtocolSwitch {
  @Override
  public boolean refusesByItself() {
    return true;
  }

  @Override
  public void begin(ProtocolUpgrade upgrade) {
    HandshakeResult.Accepted accepted =
        context.sockets().accept(upgrade, List.of(ServerFrames.SUBPROTOCOL));
    if (accepted == null) {
      return;
    }
    FramedConnection connection = context.connection(upgrade.channel(), accepted.deflate());
    FramedDialect dialect = context.dialect(accepted.deflate());
    FramedSession session =
        new FramedSession(
            context.sockets().sessions(), context.sessions(), connection, dialect, dialect);
    connection.serve(session, accepted.response(upgrade.channel().alloc()));
    upgrade.replaceWith(connection);
    session.open();
    CloseReason refusal = upgrade.refusal();
    if (refusal != null) {
      session.close(refusal);
    }
  }
}
