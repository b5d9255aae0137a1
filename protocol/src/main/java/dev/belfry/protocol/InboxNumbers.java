package dev.belfry.protocol;

import tools.jackson.databind.node.ObjectNode;

/// How many items of an inbox are unread and unseen.
///
/// @param unread 100 for that many or more
/// @param unseen likewise
public record InboxNumbers(int unread, int unseen) {
  static InboxNumbers read(JsonMembers in) {
    return new InboxNumbers(in.requiredCount("unread"), in.requiredCount("unseen"));
  }

  void write(ObjectNode to) {
    to.put("unread", unread).put("unseen", unseen);
  }
}
