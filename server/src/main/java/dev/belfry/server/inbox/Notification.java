package dev.belfry.server.inbox;

import dev.belfry.protocol.JsonText;
import java.util.List;

/// What users are told. Fields were checked when the request was read; most of them the server only
/// passes on.
///
/// @param fields a JSON object of what a backend gave: `title`, `body`, `url`, `icon`, `category`,
///   `tags`, `priority`, `group`, `actor`, `actions`, `data`; without those not given
/// @param category which of a user's preferences it goes by; empty for none
/// @param tags what items are filtered by, at most [#TAGS_MAX], none twice
/// @param group items of one group are shown as one, within a feed; empty for none
public record Notification(JsonText fields, String category, List<String> tags, String group) {
  /// The most tags of one notification.
  public static final int TAGS_MAX = 16;

  public Notification {
    tags = List.copyOf(tags);
  }
}
