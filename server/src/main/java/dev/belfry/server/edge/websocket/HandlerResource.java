package dev.belfry.server.edge.websocket;

import dev.belfry.server.edge.http.channel.ChannelPaths;
import dev.belfry.server.edge.http.channel.SubscriptionAccess;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import dev.belfry.server.session.ClientHandler;
import java.util.List;

/// A path, other than a channel's, at which a handler of the embedding program serves WebSockets.
public record HandlerResource(
    String path,
    ClientHandler handler,
    RawContext context,
    SubscriptionAccess access,
    int bodyBytesMax)
    implements Resource {
  @Override
  public List<String> methods() {
    return List.of("GET", "OPTIONS");
  }

  @Override
  public Checked<Decision> decide(RequestHead head) {
    if (!head.isUpgrade()) {
      return Checked.bad(Problem.upgradeRequired());
    }
    return access
        .checkNotStopping(new HandlerSwitch(context, ChannelPaths.channelOf(path), handler))
        .map(Decision.Switch::new);
  }
}
