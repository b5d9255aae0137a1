package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.channel.SubscriptionAccess;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.SinceText;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.ClientHandler;
import java.util.Map;

/// A channel over WebSocket in raw mode: what the client sends is published, and it gets what is
/// published. Where the embedding program has a handler for the channel's path, that has the
/// client.
///
/// @param handlers of the embedding program, by path
public record RawProtocol(
    RawContext context, SubscriptionAccess access, Map<String, ClientHandler> handlers)
    implements ChannelProtocol {
  public RawProtocol {
    handlers = Map.copyOf(handlers);
  }

  @Override
  public boolean takes(ChannelRequest request) {
    return request.head().isUpgrade();
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request) {
    return request
        .oneChannel()
        .then(_ -> access.checkPolicy(request.channel()))
        .then(_ -> SinceText.read(null, request.query().get(ChannelRequest.SINCE), 1))
        .then(since -> access.checkNotStopping(since.getFirst()))
        .map(since -> new Decision.Switch(to(request, since)));
  }

  private ProtocolSwitch to(ChannelRequest request, Since since) {
    ClientHandler handler = handlers.get(ChannelPaths.pathOf(request.channel()));
    return handler == null
        ? new RawSwitch(context, request.channel(), since)
        : new HandlerSwitch(context, request.channel(), handler);
  }
}
