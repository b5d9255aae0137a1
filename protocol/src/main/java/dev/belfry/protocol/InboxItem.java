package dev.belfry.protocol;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// A notification in a user's inbox.
///
/// @param channel the feed that it came through: the user's own channel, `@everyone`, or one that
///   the user follows
/// @param fields an object of what the backend gave: `title`, `body` and so on
/// @param createdAt when it came into the feed, to the microsecond
/// @param expiresAt null for never
public record InboxItem(
    String id,
    String channel,
    JsonText fields,
    Instant createdAt,
    @Nullable Instant expiresAt,
    boolean seen,
    boolean read,
    boolean archived) {
  private static final Set<String> OWN =
      Set.of("id", "channel", "createdAt", "expiresAt", "seen", "read", "archived", "replaces");

  /// One of the texts that the backend gave, such as `title`; null where it gave none.
  public @Nullable String text(String name) {
    return JsonMembers.read("a notification", fields.text()).text(name);
  }

  static InboxItem read(JsonMembers in) {
    return new InboxItem(
        in.requiredText("id"),
        in.requiredText("channel"),
        in.without(OWN),
        in.requiredInstant("createdAt"),
        in.raw("expiresAt") == null ? null : in.requiredInstant("expiresAt"),
        in.requiredFlag("seen"),
        in.requiredFlag("read"),
        in.requiredFlag("archived"));
  }

  void write(ObjectNode to) {
    to.put("id", id).put("channel", channel);
    JsonMembers given = JsonMembers.read("a notification", fields.text());
    for (String name : given.names()) {
      to.putRawValue(name, new RawValue(given.value(name).text()));
    }
    to.put("createdAt", TimeText.formatMicros(createdAt));
    if (expiresAt != null) {
      to.put("expiresAt", TimeText.format(expiresAt.toEpochMilli()));
    }
    to.put("seen", seen).put("read", read).put("archived", archived);
  }

  /// As JSON, in one line.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    write(object);
    return JsonMapper.shared().writeValueAsString(object);
  }
}
