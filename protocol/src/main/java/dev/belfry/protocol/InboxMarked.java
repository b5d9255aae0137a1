package dev.belfry.protocol;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an inbox is after a mark.
///
/// @param unknown ids that name no item of this user; nothing became of them
public record InboxMarked(String version, InboxNumbers counts, List<String> unknown) {
  public InboxMarked {
    unknown = List.copyOf(unknown);
  }

  /// Reads what a server has answered.
  public static Decoded<InboxMarked> read(String json) {
    try {
      return new Decoded.Frame<>(read(JsonMembers.read("an answer", json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  static InboxMarked read(JsonMembers in) {
    return new InboxMarked(
        in.requiredText("version"), InboxNumbers.read(in.members("counts")), in.texts("unknown"));
  }

  void write(ObjectNode to) {
    to.put("version", version);
    counts.write(to.putObject("counts"));
    ArrayNode list = to.putArray("unknown");
    unknown.forEach(list::add);
  }

  /// As JSON, in one line.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    write(object);
    return JsonMapper.shared().writeValueAsString(object);
  }
}
