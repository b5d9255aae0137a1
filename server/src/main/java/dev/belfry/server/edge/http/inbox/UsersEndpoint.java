package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The users that the inbox knows, page by page: `GET /v1/users`.
record UsersEndpoint(InboxServices services, Optional<UserId> after) implements Endpoint {
  private static final int PAGE = 1_000;

  static Checked<Endpoint> of(InboxServices services, Caller caller, RequestHead head) {
    Optional<String> given = head.target().query().get("after");
    Optional<UserId> after = given.flatMap(UserId::parse);
    return caller
        .check(Action.ADMIN)
        .then(_ ->
            given.isPresent() && after.isEmpty()
                ? Checked.malformed("after is a user")
                : Checked.good(new UsersEndpoint(services, after)));
  }

  @Override
  public void serve(Exchange exchange) {
    StageAnswer.await(
        exchange,
        services.inboxes().users(after, PAGE),
        users -> Responses.json(200, answer(users)));
  }

  private static byte[] answer(List<UserId> users) {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ArrayNode list = object.putArray("users");
    users.forEach(user -> list.add(user.text()));
    if (users.size() == PAGE) {
      object.put("next", users.getLast().text());
    }
    return JsonMapper.shared().writeValueAsBytes(object);
  }
}
