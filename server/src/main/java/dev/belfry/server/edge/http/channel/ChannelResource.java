package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Optional;

/// A channel, which each protocol uses in its own way. The first that takes a request has it.
public record ChannelResource(
    ChannelName channel, List<ChannelProtocol> protocols, int bodyBytesMax) implements Resource {
  @Override
  public List<String> methods() {
    return List.of("GET", "HEAD", "POST", "OPTIONS");
  }

  @Override
  public Optional<AccessRequest> access(RequestHead head) {
    ChannelRequest request = new ChannelRequest(head, channel);
    return protocolOf(request).map(protocol -> protocol.access(request));
  }

  @Override
  public Checked<Decision> decide(RequestHead head, Caller caller) {
    ChannelRequest request = new ChannelRequest(head, channel);
    return protocolOf(request)
        .map(protocol -> protocol.decide(request, caller))
        .orElseGet(() -> Checked.bad(Problem.notFound()));
  }

  private Optional<ChannelProtocol> protocolOf(ChannelRequest request) {
    return protocols.stream().filter(protocol -> protocol.takes(request)).findFirst();
  }
}
