package dev.belfry.server.auth.ticket;

import dev.belfry.protocol.JsonText;
import dev.belfry.server.auth.Credential;
import dev.belfry.server.auth.StrictJson;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a ticket says, under its seal.
///
/// @param id names it, so that its use can be remembered
/// @param user the id of its user; empty where it is a backend's
/// @param backend the name of its backend
/// @param channels those that it is good for
/// @param publish those of them that it may publish to
/// @param origin of the page that it was issued to; without one it is bound to none
/// @param parent what it was issued for
record TicketText(
    String id,
    Optional<String> user,
    Optional<String> backend,
    List<ChannelName> channels,
    List<ChannelName> publish,
    Optional<String> origin,
    Optional<JsonText> info,
    long issuedMillis,
    long endsMillis,
    Credential parent) {

  byte[] json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("i", id).put("t", issuedMillis).put("x", endsMillis);
    user.ifPresent(text -> object.put("u", text));
    backend.ifPresent(text -> object.put("b", text));
    origin.ifPresent(text -> object.put("o", text));
    info.ifPresent(text -> object.set("n", text.toNode()));
    names(object.putArray("c"), channels);
    names(object.putArray("p"), publish);
    parent(object.putArray("f"));
    return JsonMapper.shared().writeValueAsBytes(object);
  }

  private static void names(ArrayNode array, List<ChannelName> names) {
    names.forEach(name -> array.add(name.text()));
  }

  private void parent(ArrayNode array) {
    switch (parent) {
      case Credential.Token(String hash, String keyId, OptionalLong issued) ->
          array.add("token").add(hash).add(keyId).add(issued.orElse(-1));
      case Credential.Key(String key) -> array.add("key").add(key);
      case Credential.Callback(String question, String application, long asked) ->
          array.add("callback").add(question).add(application).add(asked);
      case Credential.None(), Credential.Program(), Credential.Ticket _ ->
          throw new IllegalArgumentException("a ticket for " + parent);
    }
  }

  /// Reads what this class wrote, and a seal protected since.
  static Optional<TicketText> parse(byte[] json) {
    return StrictJson.object(json)
        .map(object ->
            new TicketText(
                object.path("i").asString(),
                text(object, "u"),
                text(object, "b"),
                names(object.path("c")),
                names(object.path("p")),
                text(object, "o"),
                object.has("n") ? Optional.of(JsonText.of(object.get("n"))) : Optional.empty(),
                object.path("t").asLong(),
                object.path("x").asLong(),
                parent(object.path("f"))));
  }

  private static Optional<String> text(JsonNode object, String member) {
    return object.has(member) ? Optional.of(object.get(member).stringValue()) : Optional.empty();
  }

  private static List<ChannelName> names(JsonNode array) {
    List<ChannelName> names = new ArrayList<>();
    array.forEach(name -> names.add(ChannelName.parse(name.stringValue()).orElseThrow()));
    return names;
  }

  private static Credential parent(JsonNode array) {
    String kind = array.path(0).asString();
    String name = array.path(1).asString();
    return switch (kind) {
      case "token" -> {
        long issued = array.path(3).asLong();
        OptionalLong at = issued < 0 ? OptionalLong.empty() : OptionalLong.of(issued);
        yield new Credential.Token(name, array.path(2).asString(), at);
      }
      case "callback" ->
          new Credential.Callback(name, array.path(2).asString(), array.path(3).asLong());
      default -> new Credential.Key(name);
    };
  }
}
