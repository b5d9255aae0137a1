package dev.belfry.server.edge.websocket;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.runtime.Loop;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.ClientIdentity;
import dev.belfry.server.session.HandlerSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switch to a WebSocket that a handler of the embedding program serves.
///
/// @param channel that of its path, whose broadcasts it gets
record HandlerSwitch(
    RawContext context, ClientIdentity client, ChannelName channel, ClientHandler handler)
    implements ProtocolSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerSwitch.class);

  /// The handler is asked first, which may take it a while.
  @Override
  public void begin(ProtocolUpgrade upgrade) {
    Loop loop = context.sockets().sessions().loop();
    upgrade.hold();
    Thread.startVirtualThread(() -> {
      boolean admitted = admits();
      loop.execute(() -> goOn(upgrade, admitted));
    });
  }

  private boolean admits() {
    try {
      return handler.admits(client.principal());
    } catch (RuntimeException failure) {
      LOG.error("the handler of {} failed", channel, failure);
      return false;
    }
  }

  private void goOn(ProtocolUpgrade upgrade, boolean admitted) {
    if (upgrade.gone()) {
      return;
    }
    if (admitted) {
      open(upgrade);
    } else {
      upgrade.refuse(Problem.forbidden("the application lets this client not in"));
    }
  }

  private void open(ProtocolUpgrade upgrade) {
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
            client,
            channel,
            handler,
            context.plain()::text);
    connection.serve(session, accepted.response(upgrade.channel().alloc()));
    upgrade.replaceWith(connection);
    session.open();
  }
}
