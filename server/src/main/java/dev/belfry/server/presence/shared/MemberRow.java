package dev.belfry.server.presence.shared;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A member as it stands in a table: a line of JSON with the version of its form, and what the user
/// says of itself, character for character. A later form may add members to the JSON; a reader
/// passes over what it does not know.
public final class MemberRow {
  private static final int FORM = 1;

  private MemberRow() {}

  /// The row of a member.
  public static String write(PresenceMember member) {
    JsonText info = member.info();
    return "{\"form\":"
        + FORM
        + ",\"at\":"
        + member.joinedAt().toEpochMilli()
        + ",\"connections\":"
        + member.connections()
        + "}\n"
        + (info == null ? "" : info.text());
  }

  /// Reads a row, of this release or another; empty where it is none.
  static Optional<PresenceMember> read(String user, String row) {
    int end = row.indexOf('\n');
    if (end < 0) {
      return Optional.empty();
    }
    try {
      JsonNode head = JsonMapper.shared().readTree(row.substring(0, end));
      String info = row.substring(end + 1);
      return head.path("form").asInt(0) < FORM
          ? Optional.empty()
          : Optional.of(
              new PresenceMember(
                  user,
                  info.isEmpty() ? null : new JsonText(info),
                  Instant.ofEpochMilli(head.path("at").asLong(0)),
                  head.path("connections").asInt(0)));
    } catch (JacksonException noRow) {
      return Optional.empty();
    }
  }
}
