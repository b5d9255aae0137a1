package dev.belfry.server.edge.http.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.NotificationText;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.auth.Principals;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.inbox.Item;
import dev.belfry.server.log.Draft;
import dev.belfry.server.log.Message;
import dev.belfry.server.publish.PublishOutcome;
import dev.belfry.server.publish.ScheduleOutcome;
import dev.belfry.server.publish.Scheduler;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Records that a user has chosen an action of a notification: backends are told by a message on
/// the channel `@actions`. Answered once that is kept.
record ActionEndpoint(InboxServices services, UserId user, Ulid id, String action)
    implements Endpoint {
  @Override
  public void serve(Exchange exchange) {
    StageAnswer.then(
        exchange,
        services.inboxes().item(user, id),
        item -> {
          if (item.isPresent()
              && NotificationText.offers(item.get().notification().fields(), action)) {
            publish(exchange, item.get());
          } else {
            exchange.respond(Responses.problem(StageAnswer.NOT_FOUND));
          }
        });
  }

  private void publish(Exchange exchange, Item item) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("user", user.text());
    message.put("notification", id.toString());
    message.put("action", action);
    Optional.of(item.notification().category())
        .filter(category -> !category.isEmpty())
        .ifPresent(category -> message.put("category", category));
    message.put("time", TimeText.format(services.clock().wallMillis()));
    Draft draft = Draft.of(JsonMapper.shared().writeValueAsBytes(message), Message.Kind.JSON, null);
    services
        .scheduler()
        .publish(
            Principals.PROGRAM,
            ChannelName.ACTIONS,
            draft,
            Scheduler.AT_ONCE,
            exchange.loop(),
            outcome -> exchange.respond(response(outcome)));
  }

  private static FullHttpResponse response(ScheduleOutcome outcome) {
    return switch (outcome) {
      case ScheduleOutcome.Settled(PublishOutcome.Refused(var code, String message)) ->
          Responses.problem(Problem.of(code, message));
      case ScheduleOutcome.Settled _, ScheduleOutcome.Scheduled _ -> Responses.empty(204);
    };
  }
}
