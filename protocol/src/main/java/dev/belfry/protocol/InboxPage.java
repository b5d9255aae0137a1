package dev.belfry.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A page of an inbox with its counts, or that nothing has changed.
///
/// @param version as long as it is equal, nothing has changed
/// @param same whether it is the one that the client named: then there are no items
/// @param items newest first
/// @param groups of those items that stand for more than one
/// @param next what `after` should be for the next page; null where there is none
/// @param counts of the whole inbox
public record InboxPage(
    String version,
    boolean same,
    List<InboxItem> items,
    List<InboxGroup> groups,
    @Nullable String next,
    InboxNumbers counts) {
  public InboxPage {
    items = List.copyOf(items);
    groups = List.copyOf(groups);
  }

  /// Reads what a server has answered.
  public static Decoded<InboxPage> read(String json) {
    try {
      return new Decoded.Frame<>(read(JsonMembers.read("a page", json)));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    }
  }

  static InboxPage read(JsonMembers in) {
    return new InboxPage(
        in.requiredText("version"),
        in.flag("same"),
        in.each("items", InboxItem::read),
        in.each("groups", InboxGroup::read),
        in.text("next"),
        InboxNumbers.read(in.members("counts")));
  }

  void write(ObjectNode to) {
    to.put("version", version);
    if (same) {
      to.put("same", true);
    } else {
      ArrayNode list = to.putArray("items");
      items.forEach(item -> item.write(list.addObject()));
    }
    if (!groups.isEmpty()) {
      ArrayNode list = to.putArray("groups");
      groups.forEach(group -> group.write(list.addObject()));
    }
    if (next != null) {
      to.put("next", next);
    }
    counts.write(to.putObject("counts"));
  }

  /// As JSON, in one line.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    write(object);
    return JsonMapper.shared().writeValueAsString(object);
  }
}
