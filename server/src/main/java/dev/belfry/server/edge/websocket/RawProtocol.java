package dev.belfry.server.edge.websocket;

import dev.belfry.server.auth.Action;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.channel.Stopping;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.ProtocolSwitch;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.SinceText;
import dev.belfry.server.log.Since;
import dev.belfry.server.session.ClientHandler;
import dev.belfry.server.session.ClientIdentity;
import java.util.List;
import java.util.Map;

/// A channel over WebSocket in raw mode: what the client sends is published, and it gets what is
/// published. Where the embedding program has a handler for the channel's path, that has the
/// client.
///
/// @param handlers of the embedding program, by path
public record RawProtocol(
    RawContext context, Stopping stopping, Map<String, ClientHandler> handlers)
    implements ChannelProtocol {
  public RawProtocol {
    handlers = Map.copyOf(handlers);
  }

  @Override
  public boolean takes(ChannelRequest request) {
    return request.head().isUpgrade();
  }

  @Override
  public AccessRequest access(ChannelRequest request) {
    return new AccessRequest(List.of(request.channel()), AccessRequest.Kind.WEBSOCKET);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return request
        .oneChannel()
        .then(_ -> caller.check(Action.SUBSCRIBE, request.channel()))
        .then(client ->
            SinceText.read(null, request.query().get(ChannelRequest.SINCE), 1)
                .then(since -> stopping.check(since.getFirst()))
                .map(since -> new Decision.Switch(to(request, client, since))));
  }

  private ProtocolSwitch to(ChannelRequest request, ClientIdentity client, Since since) {
    ClientHandler handler = handlers.get(ChannelPaths.pathOf(request.channel()));
    return handler == null
        ? new RawSwitch(context, client, request.channel(), since)
        : new HandlerSwitch(context, client, request.channel(), handler);
  }
}
