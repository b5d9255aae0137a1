package dev.belfry.server.edge.http.channel;

import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Representation;
import dev.belfry.server.log.HistoryReader;

/// A channel's history as JSON, page by page, with long polling.
///
/// @param pageMax messages that a page may have
public record HistoryProtocol(
    SubscriptionAccess access, HistoryReader history, NextMessageWait nextMessage, int pageMax)
    implements ChannelProtocol {
  @Override
  public boolean takes(ChannelRequest request) {
    return request.isGet(Representation.JSON);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request) {
    return request
        .oneChannel()
        .then(_ -> access.checkPolicy(request.channel()))
        .then(_ -> HistoryQuery.read(request.query(), pageMax))
        .map(query -> new HistoryEndpoint(history, nextMessage, request.channel(), query))
        .map(Decision.Serve::new);
  }
}
