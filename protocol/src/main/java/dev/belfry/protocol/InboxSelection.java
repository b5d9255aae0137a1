package dev.belfry.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Which items of an inbox are meant.
///
/// @param state one of [#STATES]; null for all that is not archived
/// @param channel the feed; null for all
public record InboxSelection(
    @Nullable String state,
    @Nullable String category,
    @Nullable String tag,
    @Nullable String channel,
    @Nullable String group) {
  /// By what the user did with them: `inbox` is all that is not archived; what is archived is in
  /// none of the others.
  public static final Set<String> STATES = Set.of("inbox", "unread", "unseen", "read", "archived");

  /// All that is not archived.
  public static final InboxSelection INBOX = new InboxSelection(null, null, null, null, null);

  static final String[] MEMBERS = {"state", "category", "tag", "channel", "group"};

  public InboxSelection {
    if (state != null && !STATES.contains(state)) {
      throw new IllegalArgumentException("state is inbox, unread, unseen, read or archived");
    }
  }

  static InboxSelection read(JsonMembers in) {
    return new InboxSelection(
        in.text("state"),
        in.text("category"),
        in.text("tag"),
        in.text("channel"),
        in.text("group"));
  }

  void write(ObjectNode to) {
    put(to, "state", state);
    put(to, "category", category);
    put(to, "tag", tag);
    put(to, "channel", channel);
    put(to, "group", group);
  }

  private static void put(ObjectNode to, String name, @Nullable String value) {
    if (value != null) {
      to.put(name, value);
    }
  }
}
