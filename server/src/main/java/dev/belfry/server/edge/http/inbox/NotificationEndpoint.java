package dev.belfry.server.edge.http.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.TimeText;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.inbox.NotificationStatus;
import dev.belfry.server.session.ClientIdentity;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// A notification that was sent: how far it has come, or away with it. One that the caller may not
/// look at is answered as one that is not there.
///
/// @param retracts whether it is to be taken back
record NotificationEndpoint(
    InboxServices services, Caller caller, ClientIdentity client, Ulid id, boolean retracts)
    implements Endpoint {
  public static Checked<Endpoint> of(
      InboxServices services, Caller caller, Ulid id, boolean retracts) {
    return caller
        .known()
        .map(client -> new NotificationEndpoint(services, caller, client, id, retracts));
  }

  @Override
  public void serve(Exchange exchange) {
    StageAnswer.then(
        exchange,
        services.inboxes().status(id),
        status -> {
          Optional<NotificationStatus> own = status.filter(this::allowed);
          if (own.isEmpty()) {
            exchange.respond(Responses.problem(StageAnswer.NOT_FOUND));
          } else if (retracts) {
            retract(exchange);
          } else {
            exchange.respond(response(own.get()));
          }
        });
  }

  private boolean allowed(NotificationStatus status) {
    return caller.permissions().sent(client.principal(), status.author(), retracts).allowed();
  }

  private void retract(Exchange exchange) {
    StageAnswer.await(
        exchange,
        services.inboxes().retract(id),
        done -> done ? Responses.empty(204) : Responses.problem(StageAnswer.NOT_FOUND));
  }

  private FullHttpResponse response(NotificationStatus status) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id.toString());
    members.put("state", status.state().name().toLowerCase(Locale.ROOT));
    members.put("at", TimeText.format(status.atMillis()));
    members.put("recipients", status.recipients());
    members.put("seen", status.seen());
    members.put("read", status.read());
    return Responses.json(200, JsonMapper.shared().writeValueAsBytes(members));
  }
}
