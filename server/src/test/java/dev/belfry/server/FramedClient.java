package dev.belfry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the framed protocol by hand, which reads only when asked.
final class FramedClient implements AutoCloseable {
  static final String OFFER = "Sec-WebSocket-Protocol: belfry.v1.json";

  final TestSocket socket;
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  FramedClient(int port) throws IOException {
    socket = new TestSocket(port, "/notifications", OFFER);
  }

  /// @param header of the handshake, `Name: value`
  FramedClient(int port, String header) throws IOException {
    socket = new TestSocket(port, "/notifications", OFFER, header);
  }

  /// A client that is connected and has read so.
  static FramedClient connected(int port) throws IOException {
    FramedClient client = new FramedClient(port);
    client.send("{\"id\":0,\"connect\":{}}");
    assertThat(client.read()).startsWith("{\"id\":0,\"ok\":{\"session\":");
    return client;
  }

  void send(String... frameLines) throws IOException {
    socket.send(String.join("\n", frameLines));
  }

  /// The next line that is no ping.
  String read() throws IOException {
    while (lines.isEmpty() || lines.peek().equals("{}")) {
      lines.poll();
      if (lines.isEmpty()) {
        String frame = socket.read();
        if (!frame.startsWith("text:")) {
          return frame;
        }
        lines.addAll(List.of(frame.substring("text:".length()).split("\n")));
      }
    }
    return lines.remove();
  }

  JsonNode readJson() throws IOException {
    return JsonMapper.shared().readTree(read());
  }

  /// Sends a command and reads its reply, which must be the next line.
  JsonNode ask(int id, String command) throws IOException {
    send("{\"id\":" + id + "," + command + "}");
    JsonNode reply = readJson();
    assertThat(reply.get("id").asInt()).isEqualTo(id);
    return reply;
  }

  /// The data of the next line, which must be a message.
  String readData() throws IOException {
    String line = read();
    assertThat(line).startsWith("{\"message\":{");
    return JsonMapper.shared().readTree(line).get("message").get("data").toString();
  }

  String readToClose() throws IOException {
    return socket.readToClose();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
