package dev.belfry.server.edge.websocket;

import dev.belfry.protocol.ServerFrames;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.admission.Admittance;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.CloseReason;
import dev.belfry.server.session.FramedSession;
import dev.belfry.server.session.NotAdmitted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The switch to a WebSocket in the framed protocol. A client that can't stay is told by a close
/// code, which a browser's script sees, unlike a status.
record FramedSwitch(FramedWebSocketContext context, Caller caller) implements ProtocolSwitch {
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
            context.sockets().sessions(),
            context.sessions(),
            connection,
            dialect,
            new ClientIdentity(principal(), caller.credentials()),
            dialect);
    connection.serve(session, accepted.response(upgrade.channel().alloc()));
    upgrade.replaceWith(connection);
    session.open();
    CloseReason refusal = upgrade.refusal();
    if (refusal == null) {
      refusal = refusal();
    }
    if (refusal != null) {
      session.close(refusal);
    }
  }

  private Principal principal() {
    return caller.admittance() instanceof Admittance.Admitted(Principal principal)
        ? principal
        : Principals.ANONYMOUS;
  }

  /// Why the client has to go for who it is; null where it may stay.
  private @Nullable CloseReason refusal() {
    return NotAdmitted.of(caller.admittance()).map(NotAdmitted::close).orElse(null);
  }
}
