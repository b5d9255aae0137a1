package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;

/// Listens over a framed session, and resumes by subscribing since the last position.
final class FramedWitness extends Witness {
  private String since = "earliest";

  FramedWitness(String channel, IntSupplier port) {
    super(channel, port);
  }

  @Override
  void listen(RawConnection connection) throws IOException {
    FramedSocket socket = FramedSocket.open(connection);
    long subscribe = socket.add("subscribe", Map.of("channel", channel(), "since", since));
    socket.flush();
    for (Optional<JsonNode> next = socket.next(); next.isPresent(); next = socket.next()) {
      JsonNode line = next.get();
      if (line.has("message")) {
        since = line.get("message").get("position").asString();
        saw(since, line.get("message").get("data").asString());
      } else if (line.path("id").asLong() == subscribe) {
        subscribed(line);
      } else if (!line.has("ok")) {
        problem("was told " + line);
      }
    }
  }

  private void subscribed(JsonNode reply) {
    if (!reply.path("ok").path("recovered").asBoolean()) {
      problem("was not recovered: " + reply);
    }
  }

  @Override
  public String toString() {
    return "a framed session";
  }
}
