package dev.belfry.server.edge.http;

import dev.belfry.protocol.PublishReply;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Draft;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.Publisher;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Publishes a request's body. A repeated publish with the same idempotency key gets the same
/// answer as the first, 201 too, so that a client need not tell them apart.
record PublishEndpoint(Publisher publisher, ChannelName channel, PublishHead head)
    implements Endpoint {

  @Override
  public void serve(Exchange exchange) {
    switch (MessageBody.read(exchange.body(), head.kind())) {
      case Checked.Good<byte[]>(byte[] data) ->
          publisher.publish(channel, draft(data), exchange.loop(), o -> respond(exchange, o));
      case Checked.Bad<byte[]>(Problem problem) -> exchange.respond(Replies.problem(problem));
    }
  }

  private Draft draft(byte[] data) {
    return new Draft(
        data, head.kind(), head.idempotencyKey(), head.replaceKey(), head.expiresAtMillis(), null);
  }

  private static void respond(Exchange exchange, PublishOutcome outcome) {
    exchange.respond(
        switch (outcome) {
          case PublishOutcome.Accepted(PublishReply reply) -> Replies.json(201, json(reply));
          case PublishOutcome.Duplicate(PublishReply reply) -> Replies.json(201, json(reply));
          case PublishOutcome.Refused(var code, String message) ->
              Replies.problem(Problem.of(code, message));
        });
  }

  private static byte[] json(PublishReply reply) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("id", reply.id());
    members.put("channel", reply.channel());
    members.put("position", reply.position().toString());
    members.put("time", TimeText.format(reply.time().toEpochMilli()));
    return JsonMapper.shared().writeValueAsBytes(members);
  }
}
