package dev.belfry.server.edge.http.channel;

import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import java.util.List;

/// A way to use a channel by its path: publishing, history, an event stream, a kind of WebSocket.
/// An entry of the list that a channel's resource goes through, so a new protocol is a package and
/// one line of that list.
public interface ChannelProtocol {
  /// Whether a request to a channel is one of this protocol.
  boolean takes(ChannelRequest request);

  /// What a request that it takes wants to be let in for.
  default AccessRequest access(ChannelRequest request) {
    return new AccessRequest(List.of(request.channel()), AccessRequest.Kind.HTTP);
  }

  /// Decides about a request that it takes.
  Checked<Decision> decide(ChannelRequest request, Caller caller);
}
