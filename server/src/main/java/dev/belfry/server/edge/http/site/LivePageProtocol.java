package dev.belfry.server.edge.http.site;

import dev.belfry.server.auth.Action;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Representation;

/// The page that a browser shows of a channel.
public record LivePageProtocol() implements ChannelProtocol {
  @Override
  public boolean takes(ChannelRequest request) {
    return request.isGet(Representation.HTML);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return request
        .oneChannel()
        .then(_ -> caller.check(Action.SUBSCRIBE, request.channel()))
        .map(_ -> new Decision.Serve(LivePage.ENDPOINT));
  }
}
