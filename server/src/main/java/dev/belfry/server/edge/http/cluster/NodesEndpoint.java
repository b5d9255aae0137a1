package dev.belfry.server.edge.http.cluster;

import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.Action;
import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.ClusterView;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes that serve together: `{"nodes":[...],"current","knownAt"}`. A node that is alone is
/// the only one.
public record NodesEndpoint(Cluster cluster) implements Endpoint {
  /// The endpoint for a caller.
  public static Checked<Endpoint> of(Cluster cluster, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new NodesEndpoint(cluster));
  }

  @Override
  public void serve(Exchange exchange) {
    exchange.respond(Responses.json(200, toJson(cluster.view())));
  }

  private static byte[] toJson(ClusterView view) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ArrayNode nodes = object.putArray("nodes");
    view.nodes()
        .forEach((id, state) -> {
          ObjectNode node = nodes.addObject();
          node.put("id", id).put("own", id.equals(view.own()));
          write(node, state);
        });
    object.put("current", view.current()).put("knownAt", TimeText.format(view.knownMillis()));
    return JsonMapper.shared().writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ObjectNode node, NodeState state) {
    node.put("name", state.name())
        .put("address", state.address())
        .put("version", state.version())
        .put("since", TimeText.format(state.sinceMillis()))
        .put("sessions", state.sessions())
        .put("lagMillis", state.lagMillis());
    state.bus().writeTo(node.putObject("bus"));
  }
}
