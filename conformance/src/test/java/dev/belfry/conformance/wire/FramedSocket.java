package dev.belfry.conformance.wire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of belfry.v1.json, written from docs/reference/protocol.md and nothing else. One thread
/// uses it.
public final class FramedSocket implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final RawWebSocket socket;
  private final ArrayDeque<JsonNode> come = new ArrayDeque<>();
  private final List<String> frame = new ArrayList<>();
  private long lastId;

  private FramedSocket(RawWebSocket socket) {
    this.socket = socket;
  }

  /// Shakes hands; the first command, `connect`, goes out with the first frame.
  public static FramedSocket open(RawConnection connection) throws IOException {
    return open(connection, Map.of());
  }

  /// The same.
  ///
  /// @param connect the members of that command
  public static FramedSocket open(RawConnection connection, Map<String, ?> connect)
      throws IOException {
    RawWebSocket socket =
        RawWebSocket.open(connection, "/notifications", "Sec-WebSocket-Protocol: belfry.v1.json");
    FramedSocket framed = new FramedSocket(socket);
    framed.add("connect", connect);
    return framed;
  }

  /// Adds a command to the frame that is sent next; its id.
  public long add(String command, Map<String, ?> members) {
    frame.add(JSON.writeValueAsString(Map.of("id", ++lastId, command, members)));
    return lastId;
  }

  /// Sends what was added, in one frame.
  public void flush() throws IOException {
    socket.sendText(String.join("\n", frame));
    frame.clear();
  }

  /// The next reply or push; pings are answered on the way. Empty where the server has closed.
  public Optional<JsonNode> next() throws IOException {
    while (come.isEmpty()) {
      switch (socket.read()) {
        case RawWebSocket.Incoming.Closed _ -> {
          return Optional.empty();
        }
        case RawWebSocket.Incoming.Text(String text) -> take(text);
      }
    }
    return Optional.of(come.remove());
  }

  private void take(String text) throws IOException {
    for (String line : text.split("\n")) {
      JsonNode object = JSON.readTree(line);
      if (object.isEmpty()) {
        socket.sendText("{}");
      } else {
        come.add(object);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
