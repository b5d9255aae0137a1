package dev.belfry.conformance.crash;

import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Publishes by commands of the framed protocol.
final class FramedLine implements Line {
  private final FramedSocket socket;
  private final Map<Long, String> underWay = new HashMap<>();

  FramedLine(int port) throws IOException {
    socket = FramedSocket.open(RawConnection.open(port));
  }

  @Override
  public void send(String channel, String text, @Nullable String key) throws IOException {
    Map<String, String> message =
        key == null
            ? Map.of("channel", channel, "data", text)
            : Map.of("channel", channel, "data", text, "key", key);
    underWay.put(socket.add("publish", message), text);
    socket.flush();
  }

  @Override
  public Answer next() throws IOException {
    while (true) {
      JsonNode reply = socket.next().orElseThrow(() -> new IOException("closed"));
      String text = underWay.remove(reply.get("id").asLong());
      if (text != null) {
        return answer(text, reply);
      } // else it is the reply to connect
    }
  }

  private static Answer answer(String text, JsonNode reply) {
    if (reply.has("ok")) {
      return new Answer.Kept(text, reply.get("ok").get("position").asString());
    }
    return reply.get("error").get("code").asString().equals("unavailable")
        ? new Answer.Unavailable(text)
        : new Answer.Wrong(text, reply.toString());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
