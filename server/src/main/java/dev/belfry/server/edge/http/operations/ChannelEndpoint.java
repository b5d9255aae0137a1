package dev.belfry.server.edge.http.operations;

import dev.belfry.protocol.Position;
import dev.belfry.server.auth.Action;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.channel.ChannelPolicy;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.log.KeptState;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One channel as this node knows it: what the list shows, what is kept of it, and the policy that
/// holds for it. Of a channel that is not known there is the policy, and no position.
record ChannelEndpoint(OperationsServices services, ChannelName channel) implements Endpoint {
  static Checked<Endpoint> of(OperationsServices services, ChannelName channel, Caller caller) {
    return caller.check(Action.ADMIN).map(_ -> new ChannelEndpoint(services, channel));
  }

  @Override
  public void serve(Exchange exchange) {
    ChannelLook.at(
        List.of(channel),
        services,
        exchange.loop(),
        found -> {
          ObjectNode object = JsonMapper.shared().createObjectNode();
          object.put("name", channel.text());
          found.values().forEach(one -> write(object, one));
          exchange.respond(Responses.json(200, JsonMapper.shared().writeValueAsBytes(object)));
        });
  }

  private static void write(ObjectNode object, ChannelLook.Found found) {
    found.writeTo(object);
    found.kept().ifPresent(kept -> write(object.putObject("kept"), kept));
    write(object.putObject("policy"), found.policy());
  }

  /// The first position is where the oldest message may be: those that were replaced leave holes.
  private static void write(ObjectNode object, KeptState kept) {
    if (kept.trimmedThrough() < kept.head().offset()) {
      Position first = new Position(kept.head().epoch(), kept.trimmedThrough() + 1);
      object.put("first", first.toString()).put("last", kept.head().toString());
    }
    kept.messages().ifPresent(messages -> object.put("messages", messages));
    kept.bytes().ifPresent(bytes -> object.put("bytes", bytes));
  }

  private static void write(ObjectNode object, ChannelPolicy policy) {
    object.put("durable", policy.durable());
    ChannelPolicy.History history = policy.history();
    ObjectNode kept = object.putObject("history");
    if (history.count() != ChannelPolicy.History.ANY_COUNT) {
      kept.put("messages", history.count());
    }
    kept.put("bytes", history.bytesMax()).put("age", history.age().toString());
    object
        .put("publish", word(policy.publish()))
        .put("subscribe", word(policy.subscribe()))
        .put("echo", policy.echo())
        .put("presence", word(policy.presence()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
