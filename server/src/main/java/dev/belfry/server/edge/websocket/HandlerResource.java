package dev.belfry.server.edge.websocket;

import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.Stopping;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.session.ClientHandler;
import java.util.List;
import java.util.Optional;

/// A path, other than a channel's, at which a handler of the embedding program serves WebSockets.
public record HandlerResource(
    String path, ClientHandler handler, RawContext context, Stopping stopping, int bodyBytesMax)
    implements Resource {
  @Override
  public List<String> methods() {
    return List.of("GET", "OPTIONS");
  }

  private ChannelName channel() {
    return ChannelPaths.channelOf(path);
  }

  @Override
  public Optional<AccessRequest> access(RequestHead head) {
    return Optional.of(new AccessRequest(List.of(), AccessRequest.Kind.WEBSOCKET));
  }

  @Override
  public Checked<Decision> decide(RequestHead head, Caller caller) {
    if (!head.isUpgrade()) {
      return Checked.bad(Problem.upgradeRequired());
    }
    return caller
        .check(Action.SUBSCRIBE, channel())
        .then(client -> stopping.check(new HandlerSwitch(context, client, channel(), handler)))
        .map(Decision.Switch::new);
  }
}
