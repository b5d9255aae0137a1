package dev.belfry.server.edge.http.publish;

import dev.belfry.server.auth.Action;
import dev.belfry.server.edge.http.channel.ChannelProtocol;
import dev.belfry.server.edge.http.channel.ChannelRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.publish.Scheduler;
import dev.belfry.server.runtime.Clock;

/// POST of a message to a channel.
public record PublishProtocol(Scheduler scheduler, PublishRate rate, Clock clock)
    implements ChannelProtocol {
  @Override
  public boolean takes(ChannelRequest request) {
    return request.isPost();
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return request
        .oneChannel()
        .then(_ -> caller.check(Action.PUBLISH, request.channel()))
        .then(rate::take)
        .then(client ->
            PublishHead.read(request.head().request().headers(), clock.wallMillis())
                .map(head ->
                    new PublishEndpoint(scheduler, client.principal(), request.channel(), head)))
        .map(Decision.Serve::new);
  }
}
