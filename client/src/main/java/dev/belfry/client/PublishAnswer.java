package dev.belfry.client;

import dev.belfry.protocol.Position;
import dev.belfry.protocol.PublishReply;
import dev.belfry.protocol.ScheduleReply;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the server says by HTTP of a message that it took, now or for later.
final class PublishAnswer {
  private PublishAnswer() {}

  /// @throws IOException where it can't be read
  static ScheduleOutcome read(String body) throws IOException {
    try {
      JsonNode reply = JsonMapper.shared().readTree(body);
      return reply.has("at")
          ? new ScheduleOutcome.Scheduled(
              new ScheduleReply(
                  text(reply, "id"), text(reply, "channel"), time(reply, "at"), durable(reply)))
          : new PublishOutcome.Published(
              new PublishReply(
                  text(reply, "id"),
                  text(reply, "channel"),
                  position(reply),
                  time(reply, "time"),
                  durable(reply)));
    } catch (JacksonException | DateTimeException unreadable) {
      throw new IOException("the answer to a publish can't be read: " + body, unreadable);
    }
  }

  private static String text(JsonNode reply, String name) {
    return reply.path(name).asString("");
  }

  private static Instant time(JsonNode reply, String name) {
    return Instant.parse(text(reply, name));
  }

  private static boolean durable(JsonNode reply) {
    return reply.path("durable").asBoolean(false);
  }

  private static Position position(JsonNode reply) throws IOException {
    return Position.parse(text(reply, "position"))
        .orElseThrow(() -> new IOException("the answer names no position: " + reply));
  }
}
