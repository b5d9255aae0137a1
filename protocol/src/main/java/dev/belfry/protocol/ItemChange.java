package dev.belfry.protocol;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What has changed in an inbox, for clients that keep items. Ids that a client does not have are
/// passed over.
public sealed interface ItemChange {
  /// Some items were marked.
  record Marked(List<String> ids, ItemFlags set) implements ItemChange {
    public Marked {
      ids = List.copyOf(ids);
    }
  }

  /// All that a filter lets through, up to a place.
  record MarkedAll(InboxSelection of, InboxPlace through, ItemFlags set) implements ItemChange {}

  /// Items are gone.
  record Removed(List<String> ids) implements ItemChange {
    public Removed {
      ids = List.copyOf(ids);
    }
  }

  /// A feed has left the inbox, with its items.
  record Unfollowed(String channel) implements ItemChange {}

  /// Preferences were set: items of categories that are not wanted any more are gone.
  record Preferred(InboxPreferences changed) implements ItemChange {}

  static ItemChange read(JsonMembers in) {
    if (in.raw("ids") != null) {
      return new Marked(in.texts("ids"), ItemFlags.read(in.members("set")));
    }
    if (in.raw("all") != null) {
      JsonMembers all = in.members("all");
      return new MarkedAll(
          InboxSelection.read(all),
          InboxPlace.read(all.members("through")),
          ItemFlags.read(in.members("set")));
    }
    if (in.raw("removed") != null) {
      return new Removed(in.texts("removed"));
    }
    if (in.raw("unfollowed") != null) {
      return new Unfollowed(in.requiredText("unfollowed"));
    }
    return new Preferred(InboxPreferences.read(in.members("preferences"), true));
  }

  default void write(ObjectNode to) {
    switch (this) {
      case Marked(List<String> ids, ItemFlags set) -> {
        list(to.putArray("ids"), ids);
        set.write(to.putObject("set"));
      }
      case MarkedAll(InboxSelection of, InboxPlace through, ItemFlags set) -> {
        ObjectNode all = to.putObject("all");
        of.write(all);
        through.write(all.putObject("through"));
        set.write(to.putObject("set"));
      }
      case Removed(List<String> ids) -> list(to.putArray("removed"), ids);
      case Unfollowed(String channel) -> to.put("unfollowed", channel);
      case Preferred(InboxPreferences changed) -> changed.write(to.putObject("preferences"));
    }
  }

  private static void list(ArrayNode to, List<String> texts) {
    texts.forEach(to::add);
  }
}
