package dev.belfry.server.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How far a node has told who is present there. Where it has to tell all anew, it does so in
/// another edition, and names that once all of it is there.
///
/// @param edition 0 while none is complete
/// @param batches how many it has written
public record PresenceMark(long edition, long batches) {
  /// Of a node that has told nothing yet.
  public static final PresenceMark NONE = new PresenceMark(0, 0);

  void writeTo(ObjectNode object) {
    object.put("edition", edition).put("batches", batches);
  }

  static PresenceMark read(JsonNode object) {
    return new PresenceMark(object.path("edition").asLong(0), object.path("batches").asLong(0));
  }
}
