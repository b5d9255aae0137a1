package dev.belfry.server.edge.http.operations;

import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The channels that this node knows now, by their names, page by page:
/// `{"channels":[{"name","subscribers","position"?,"durable","present"?}],"next"?}`.
record ChannelsEndpoint(OperationsServices services, ChannelScan scan, ChannelsQuery query)
    implements Endpoint {
  static Checked<Endpoint> of(
      OperationsServices services, ChannelScan scan, RequestHead head, Caller caller) {
    return caller
        .check(Action.ADMIN)
        .then(_ -> ChannelsQuery.read(head.target().query()))
        .map(query -> new ChannelsEndpoint(services, scan, query));
  }

  @Override
  public void serve(Exchange exchange) {
    if (!scan.find(query, exchange.loop(), names -> look(names, exchange))) {
      exchange.respond(
          Responses.problem(
              Problem.unavailable("the channels are being listed for somebody else")));
    }
  }

  private void look(List<ChannelName> names, Exchange exchange) {
    boolean more = names.size() > query.limit();
    List<ChannelName> page = more ? names.subList(0, query.limit()) : names;
    ChannelLook.at(
        page,
        services,
        exchange.loop(),
        found -> exchange.respond(Responses.json(200, toJson(found, more))));
  }

  private static byte[] toJson(Map<ChannelName, ChannelLook.Found> page, boolean more) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ArrayNode channels = object.putArray("channels");
    String last = "";
    for (Map.Entry<ChannelName, ChannelLook.Found> entry : page.entrySet()) {
      last = entry.getKey().text();
      ObjectNode channel = channels.addObject();
      channel.put("name", last);
      entry.getValue().writeTo(channel);
    }
    if (more) {
      object.put("next", last);
    }
    return JsonMapper.shared().writeValueAsBytes(object);
  }
}
