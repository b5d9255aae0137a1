package dev.belfry.client;

import dev.belfry.protocol.Decoded;
import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.NotificationText;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Puts a notification together. What the server would refuse is refused by `build`.
public final class NotificationBuilder {
  private final ObjectNode fields = JsonMapper.shared().createObjectNode();
  private final ArrayNode tags = JsonMapper.shared().createArrayNode();
  private final ArrayNode actions = JsonMapper.shared().createArrayNode();

  private NotificationBuilder() {}

  /// Begins one.
  ///
  /// @param title 1 to 200 characters
  public static NotificationBuilder titled(String title) {
    return new NotificationBuilder().with("title", title);
  }

  private NotificationBuilder with(String name, String value) {
    fields.put(name, value);
    return this;
  }

  /// More than the title.
  ///
  /// @param text at most 4,000 characters
  public NotificationBuilder body(String text) {
    return with("body", text);
  }

  /// Where a click leads.
  ///
  /// @param url an http, https or mailto URL, or a path that begins with one slash
  public NotificationBuilder url(String url) {
    return with("url", url);
  }

  /// A picture.
  ///
  /// @param url as in `url`
  public NotificationBuilder icon(String url) {
    return with("icon", url);
  }

  /// Which of the users' preferences it goes by.
  public NotificationBuilder category(String category) {
    return with("category", category);
  }

  /// How urgent it is.
  ///
  /// @param priority `low`, `normal` or `high`
  public NotificationBuilder priority(String priority) {
    return with("priority", priority);
  }

  /// Items of one group can be shown as one.
  public NotificationBuilder group(String group) {
    return with("group", group);
  }

  /// One more of at most 16.
  public NotificationBuilder tag(String tag) {
    tags.add(tag);
    return this;
  }

  /// Who caused it.
  public NotificationBuilder actor(String id, String name) {
    fields.putObject("actor").put("id", id).put("name", name);
    return this;
  }

  /// One more of at most four.
  public NotificationBuilder action(String id, String title) {
    actions.addObject().put("id", id).put("title", title);
    return this;
  }

  /// Anything, at most 8 KiB.
  public NotificationBuilder data(JsonText data) {
    fields.putRawValue("data", new RawValue(data.text()));
    return this;
  }

  /// Makes the notification.
  ///
  /// @throws IllegalArgumentException naming what is not allowed or too long
  public NotificationText build() {
    if (!tags.isEmpty()) {
      fields.set("tags", tags);
    }
    if (!actions.isEmpty()) {
      fields.set("actions", actions);
    }
    return switch (NotificationText.read(JsonMapper.shared().writeValueAsString(fields))) {
      case Decoded.Frame<NotificationText>(NotificationText text) -> text;
      case Decoded.Refused<NotificationText> refused ->
          throw new IllegalArgumentException(refused.message());
      case Decoded.Broken<NotificationText>(String message) ->
          throw new IllegalArgumentException(message);
    };
  }
}
