package dev.belfry.server.cluster;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a node says of itself. It is written as JSON with the version of its form. A reader takes
/// what it knows and passes over the rest, so nodes of several releases read one another: a later
/// form may add members, and never gives one another meaning.
///
/// @param name that the node was given, or has from its machine
/// @param address where it listens
/// @param version of Belfry
/// @param sinceMillis when it began, by its own clock
/// @param sessions connections of every kind
/// @param lagMillis how late its slowest event loop was, of late
/// @param presence how far it has told who is present
public record NodeState(
    String name,
    String address,
    String version,
    long sinceMillis,
    int sessions,
    int lagMillis,
    PresenceMark presence,
    BusFigures bus) {
  private static final int FORM = 1;
  private static final int CHARACTERS_MAX = 300;

  public NodeState {
    name = cut(name);
    address = cut(address);
    version = cut(version);
  }

  private static String cut(String text) {
    return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX);
  }

  /// As it stands in the node's row.
  public String write() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object
        .put("form", FORM)
        .put("name", name)
        .put("address", address)
        .put("version", version)
        .put("since", sinceMillis)
        .put("sessions", sessions)
        .put("lag", lagMillis);
    presence.writeTo(object.putObject("presence"));
    bus.writeTo(object.putObject("bus"));
    return JsonMapper.shared().writeValueAsString(object);
  }

  /// Reads a row, of this release or another; empty where it is none.
  public static Optional<NodeState> read(String row) {
    try {
      JsonNode object = JsonMapper.shared().readTree(row);
      return object.isObject() && object.path("form").asInt(0) >= FORM
          ? Optional.of(read(object))
          : Optional.empty();
    } catch (JacksonException noJson) {
      return Optional.empty();
    }
  }

  private static NodeState read(JsonNode object) {
    return new NodeState(
        object.path("name").asString(""),
        object.path("address").asString(""),
        object.path("version").asString(""),
        object.path("since").asLong(0),
        object.path("sessions").asInt(0),
        object.path("lag").asInt(0),
        PresenceMark.read(object.path("presence")),
        BusFigures.read(object.path("bus")));
  }
}
