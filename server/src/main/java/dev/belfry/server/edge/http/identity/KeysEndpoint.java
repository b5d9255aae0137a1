package dev.belfry.server.edge.http.identity;

import dev.belfry.server.auth.Action;
import dev.belfry.server.auth.admission.Identities;
import dev.belfry.server.auth.key.KeyAdministration;
import dev.belfry.server.auth.key.KeyAdministration.KnownKey;
import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists the API keys, `{"keys":[...]}`, or revokes one. No secret and no hash is ever said.
public final class KeysEndpoint {
  private static final Problem UNREADABLE =
      Problem.unavailable("the file of keys can't be read now");
  private static final Problem UNWRITABLE =
      Problem.unavailable("the file of keys can't be written here");

  private KeysEndpoint() {}

  /// The endpoint that lists them, for a caller.
  public static Checked<Endpoint> list(Identities identities, Caller caller) {
    return administration(identities, caller)
        .map(keys ->
            exchange ->
                keys.list(all ->
                    respond(
                        exchange,
                        all.map(KeysEndpoint::listed)
                            .orElseGet(() -> Responses.problem(UNREADABLE)))));
  }

  /// The endpoint that revokes one, for a caller.
  public static Checked<Endpoint> revoke(Identities identities, String id, Caller caller) {
    return administration(identities, caller)
        .map(keys -> exchange -> keys.revoke(id, outcome -> respond(exchange, revoked(outcome))));
  }

  private static Checked<KeyAdministration> administration(Identities identities, Caller caller) {
    Optional<KeyAdministration> keys = identities.keys();
    return keys.isPresent()
        ? caller.check(Action.ADMIN).map(_ -> keys.get())
        : Checked.bad(Problem.word(404, "not-found", "no file of keys is configured"));
  }

  private static void respond(Exchange exchange, FullHttpResponse response) {
    exchange.loop().execute(() -> exchange.respond(response));
  }

  private static FullHttpResponse revoked(KeyAdministration.Revocation outcome) {
    return switch (outcome) {
      case DONE -> Responses.empty(204);
      case UNKNOWN -> Responses.problem(Problem.word(404, "not-found", "no key has this id"));
      case FAILED -> Responses.problem(UNWRITABLE);
    };
  }

  private static FullHttpResponse listed(List<KnownKey> keys) {
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    ArrayNode all = answer.putArray("keys");
    for (KnownKey key : keys) {
      ObjectNode one = all.addObject().put("id", key.id()).put("name", key.name());
      ArrayNode scopes = one.putArray("scopes");
      key.scopes().forEach(scopes::add);
      one.put("created", key.created().toString());
      key.by().ifPresent(by -> one.put("by", by));
      key.lastUsed().ifPresent(time -> one.put("lastUsed", time.toString()));
    }
    return Responses.json(200, JsonMapper.shared().writeValueAsBytes(answer));
  }
}
