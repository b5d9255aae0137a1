package dev.belfry.server.edge.http.channel;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.Principal;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.admission.Standing;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Representation;
import dev.belfry.server.log.HistoryReader;

/// A channel's history as JSON, page by page, with long polling.
///
/// @param pageMax messages that a page may have
public record HistoryProtocol(
    Identities identities, HistoryReader history, NextMessageWait nextMessage, int pageMax)
    implements ChannelProtocol {
  @Override
  public boolean takes(ChannelRequest request) {
    return request.isGet(Representation.JSON);
  }

  @Override
  public Checked<Decision> decide(ChannelRequest request, Caller caller) {
    return request
        .oneChannel()
        .then(_ -> caller.check(Action.HISTORY, request.channel()))
        .then(client ->
            HistoryQuery.read(request.query(), pageMax)
                .map(query -> endpoint(request, client.principal(), query)))
        .map(Decision.Serve::new);
  }

  private HistoryEndpoint endpoint(
      ChannelRequest request, Principal principal, HistoryQuery query) {
    ChannelName channel = request.channel();
    return new HistoryEndpoint(
        history, nextMessage, channel, query, () -> mayStill(principal, channel));
  }

  private boolean mayStill(Principal principal, ChannelName channel) {
    return switch (identities.standing(principal)) {
      case Standing.Stands() -> mayRead(principal, channel);
      case Standing.Changed(Principal now) -> mayRead(now, channel);
      case Standing.Outdated _, Standing.Unknown _, Standing.Ended _ -> false;
    };
  }

  private boolean mayRead(Principal principal, ChannelName channel) {
    return identities.permissions().may(principal, Action.HISTORY, channel);
  }
}
