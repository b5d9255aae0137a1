package dev.belfry.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// One user who is present on a channel: `{"user","info"?,"joinedAt","connections"}`.
///
/// @param info the JSON object that the user's first client gave when it connected; null for none
/// @param joinedAt when the first connection came
/// @param connections how many the user has there; 0 in the grace period after the last one went
public record PresenceMember(
    String user, @Nullable JsonText info, Instant joinedAt, int connections) {

  /// The JSON of this.
  public String toJson() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    object.put("user", user);
    if (info != null) {
      object.putRawValue("info", new RawValue(info.text()));
    }
    object
        .put("joinedAt", TimeText.format(joinedAt.toEpochMilli()))
        .put("connections", connections);
    return JsonMapper.shared().writeValueAsString(object);
  }
}
