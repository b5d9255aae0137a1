package dev.belfry.protocol;

import tools.jackson.databind.node.ObjectNode;

/// A group of items of one feed, of which a page has the newest.
///
/// @param channel the feed
/// @param count how many there are; 100 for that many or more
/// @param unread how many of them are unread
public record InboxGroup(String channel, String group, int count, int unread) {
  static InboxGroup read(JsonMembers in) {
    return new InboxGroup(
        in.requiredText("channel"),
        in.requiredText("group"),
        in.requiredCount("count"),
        in.requiredCount("unread"));
  }

  void write(ObjectNode to) {
    to.put("channel", channel).put("group", group).put("count", count).put("unread", unread);
  }
}
