package dev.belfry.server.edge.http.channel;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;

/// A channel, which each protocol uses in its own way. The first that takes a request has it.
public record ChannelResource(
    ChannelName channel, List<ChannelProtocol> protocols, int bodyBytesMax) implements Resource {
  @Override
  public List<String> methods() {
    return List.of("GET", "HEAD", "POST", "OPTIONS");
  }

  @Override
  public Checked<Decision> decide(RequestHead head) {
    ChannelRequest request = new ChannelRequest(head, channel);
    for (ChannelProtocol protocol : protocols) {
      if (protocol.takes(request)) {
        return protocol.decide(request);
      }
    }
    return Checked.bad(Problem.notFound());
  }
}
