package dev.belfry.server.edge.websocket;

import dev.belfry.server.log.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// What a raw client sees of a message: text as itself, a JSON string as the text that it stands
/// for, other JSON as it was published.
final class RawPayload {
  private static final JsonMapper JSON = JsonMapper.shared();

  private RawPayload() {}

  /// Never longer than the message's data. The array is shared: nobody writes to it.
  static byte[] of(Message message) {
    byte[] data = message.data();
    return switch (message.kind()) {
      case TEXT -> data;
      case JSON -> isString(data) ? decoded(data) : data;
    };
  }

  /// What the frames of a run take uncompressed: exactly, but for JSON strings, which get shorter.
  static int frameBytesMax(List<Message> run) {
    int bytes = 0;
    for (Message message : run) {
      bytes += FrameEncoder.frameBytes(message.data().length);
    }
    return bytes;
  }

  private static boolean isString(byte[] json) {
    return json.length > 0 && json[0] == '"';
  }

  private static byte[] decoded(byte[] json) {
    return JSON.readValue(json, String.class).getBytes(StandardCharsets.UTF_8);
  }
}
