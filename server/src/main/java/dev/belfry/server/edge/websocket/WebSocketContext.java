package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.http.dispatch.ProtocolUpgrade;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.netty.ConnectionContext;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.edge.websocket.handshake.Handshake;
import dev.belfry.server.edge.websocket.handshake.HandshakeResult;
import dev.belfry.server.session.SessionContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What all WebSockets of one loop share.
public final class WebSocketContext {
  private final ConnectionContext sockets;
  private final SessionContext sessions;
  private final Handshake handshake;
  private final int messageBytesMax;

  /// @param messageBytesMax of a message in raw mode
  /// @param compression whether permessage-deflate is agreed to when it is offered
  public WebSocketContext(
      ConnectionContext sockets,
      SessionContext sessions,
      int messageBytesMax,
      boolean compression) {
    this.sockets = sockets;
    this.sessions = sessions;
    this.messageBytesMax = messageBytesMax;
    this.handshake = new Handshake(compression);
  }

  ConnectionContext sockets() {
    return sockets;
  }

  SessionContext sessions() {
    return sessions;
  }

  /// A codec for messages that have so many bytes beside those that raw mode allows.
  WebSocketCodec codec(int overheadBytes) {
    return new WebSocketCodec(messageBytesMax + overheadBytes);
  }

  /// Reads the handshake of a request; where it is refused, the client is told so, and the result
  /// is null.
  ///
  /// @param subprotocols those to be had at its path; may be empty
  HandshakeResult.@Nullable Accepted accept(ProtocolUpgrade upgrade, List<String> subprotocols) {
    return switch (handshake.read(upgrade.request(), subprotocols)) {
      case HandshakeResult.Accepted accepted -> accepted;
      case HandshakeResult.Refused refused -> {
        upgrade.refuse(problem(refused));
        yield null;
      }
    };
  }

  private static Problem problem(HandshakeResult.Refused refused) {
    int status = refused.status();
    Problem problem =
        Problem.word(status, status == 426 ? "upgrade-required" : "bad-request", refused.detail());
    for (Map.Entry<String, String> header : refused.headers().entrySet()) {
      problem = problem.with(header.getKey(), header.getValue());
    }
    return problem;
  }
}
