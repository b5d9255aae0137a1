package dev.belfry.protocol;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// Where an item stands in an inbox, which is in the order of time and then of id.
///
/// @param at the item's `createdAt`
/// @param id the item's
public record InboxPlace(Instant at, String id) {
  static InboxPlace read(JsonMembers in) {
    in.only("at", "id");
    return new InboxPlace(in.requiredInstant("at"), in.requiredText("id"));
  }

  void write(ObjectNode to) {
    to.put("at", TimeText.formatMicros(at)).put("id", id);
  }
}
