package dev.belfry.server.edge.http.operations;

import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.Action;
import dev.belfry.server.cluster.ClusterView;
import dev.belfry.server.cluster.NodeState;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.netty.ConnectionKind;
import dev.belfry.server.runtime.Counted;
import dev.belfry.server.runtime.LoopCounters.Family;
import dev.belfry.server.runtime.LoopFigures;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The figures of this node at a glance. Totals are since the start: a client that looks twice
/// computes rates.
record StatsEndpoint(OperationsServices services) implements Endpoint {
  static Checked<Endpoint> of(OperationsServices services, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new StatsEndpoint(services));
  }

  @Override
  public void serve(Exchange exchange) {
    services
        .figures()
        .read(exchange.loop(), figures -> exchange.respond(Responses.json(200, toJson(figures))));
  }

  private byte[] toJson(LoopFigures figures) {
    long now = services.clock().wallMillis();
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ClusterView view = services.cluster().view();
    NodeState own = view.nodes().get(view.own());
    if (own != null) {
      object
          .put("node", own.name())
          .put("version", own.version())
          .put("started", TimeText.format(own.sinceMillis()))
          .put("uptime", services.figures().uptimeSeconds(services.clock()));
    }
    ObjectNode connections = object.putObject("connections");
    connections.put("open", services.connections().getAsInt());
    for (ConnectionKind kind :
        new ConnectionKind[] {
          ConnectionKind.WEBSOCKET, ConnectionKind.FRAMED, ConnectionKind.STREAM
        }) {
      connections.put(kind.word(), figures.of(Family.CONNECTIONS, kind.word()));
    }
    object
        .put("users", services.users().getAsInt())
        .put("subscriptions", figures.of(Counted.SUBSCRIPTIONS))
        .put("channels", services.logs().known().count())
        .put("publishes", figures.of(Counted.PUBLISHES))
        .put("deliveries", figures.of(Counted.DELIVERIES));
    object
        .putObject("bytes")
        .put("in", figures.of(Counted.BYTES_IN))
        .put("out", figures.of(Counted.BYTES_OUT));
    object
        .put("refusals", figures.of(Family.REFUSALS))
        .put("gaps", figures.of(Counted.GAPS))
        .put("behind", figures.of(Counted.BEHIND))
        .put("outbox", figures.of(Counted.OUTBOX_BYTES));
    MemoryFigures.now().writeTo(object.putObject("memory"));
    object.put("time", TimeText.format(now));
    return JsonMapper.shared().writeValueAsBytes(object);
  }
}
