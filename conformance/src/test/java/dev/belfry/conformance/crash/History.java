package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads all that a channel keeps, page by page.
final class History {
  private static final JsonMapper JSON = new JsonMapper();

  private History() {}

  /// All messages, in the order in which the server tells them.
  ///
  /// @throws IOException also where the server says that some are missing
  static List<Kept> read(int port, String channel) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (RawConnection connection = RawConnection.open(port)) {
      String newest = page(connection, channel, "limit=1").get("position").asString();
      String after = newest.substring(0, newest.indexOf('-')) + "-0";
      boolean more = true;
      while (more) {
        JsonNode page = page(connection, channel, "limit=1000&after=" + after);
        for (JsonNode message : page.get("messages")) {
          String text = message.get("data").asString();
          kept.add(new Kept(message.get("position").asString(), text));
        }
        after = page.get("position").asString();
        more = page.get("more").asBoolean();
      }
    }
    return kept;
  }

  private static JsonNode page(RawConnection connection, String channel, String query)
      throws IOException {
    connection.get("/notifications/" + channel + "?" + query);
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() != 200) {
      throw new IOException("history of " + channel + ": " + head.status() + " " + body);
    }
    JsonNode page = JSON.readTree(body);
    if (page.has("gap")) {
      throw new IOException("history of " + channel + " has a gap: " + page.get("gap"));
    }
    return page;
  }
}
