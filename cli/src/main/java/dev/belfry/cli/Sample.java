package dev.belfry.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The figures of a node at one moment.
///
/// @param channels by their names; of so many that the table could not show them, some
/// @param complete whether these are all
/// @param nanos when, by a clock that never goes back
record Sample(JsonNode stats, Map<String, Channel> channels, boolean complete, long nanos) {
  /// Pages of 500 channels that are asked for.
  private static final int PAGES_MAX = 20;

  /// What is known of a channel.
  ///
  /// @param position as the server says it: an epoch and an offset
  /// @param present how many are; -1 where the channel has no presence
  record Channel(String position, long subscribers, long present, boolean durable) {
    /// The offset of the newest message.
    long offset() {
      int dash = position.lastIndexOf('-');
      try {
        return Long.parseLong(position.substring(dash + 1));
      } catch (NumberFormatException none) {
        return 0;
      }
    }

    boolean sameEpochAs(Channel other) {
      int dash = position.lastIndexOf('-');
      return dash > 0 && other.position.startsWith(position.substring(0, dash + 1));
    }
  }

  static Sample take(ServerCalls calls, String prefix) throws IOException, InterruptedException {
    Map<String, Channel> channels = new LinkedHashMap<>();
    String path = "/v1/channels?limit=500&prefix=" + ServerCalls.escaped(prefix);
    String next = null;
    int pages = 0;
    do {
      JsonNode page = calls.get(next == null ? path : path + "&after=" + ServerCalls.escaped(next));
      for (JsonNode each : page.path("channels")) {
        channels.put(
            each.path("name").asString(""),
            new Channel(
                each.path("position").asString(""),
                each.path("subscribers").asLong(0),
                each.path("present").asLong(-1),
                each.path("durable").asBoolean(false)));
      }
      next = page.path("next").asString(null);
      pages++;
    } while (next != null && pages < PAGES_MAX);
    return new Sample(calls.get("/v1/stats"), channels, next == null, System.nanoTime());
  }

  long total(String path) {
    return stats.at(path).asLong(0);
  }
}
