package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.channel.SubscriptionAccess;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Representation;

/// The page that a browser shows of a channel.
public record LivePageProtocol(SubscriptionAccess access) implements ChannelProtocol {
  @Override
  public boolean takes(ChannelRequest request) {
    return request.isGet(Representation.HTML);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request) {
    return request
        .oneChannel()
        .then(_ -> access.checkPolicy(request.channel()))
        .map(_ -> new Decision.Serve(LivePage.ENDPOINT));
  }
}
